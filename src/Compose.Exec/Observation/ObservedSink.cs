using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec;

/// <summary>Passes bytes on to a sink and shows an observer those that were taken.</summary>
internal abstract class ObservedSink(IOutputSink inner) : IOutputSink
{
    public bool IsReady => inner.IsReady;

    public bool IsFlushed => inner.IsFlushed;

    public bool IsTerminal => inner.IsTerminal;

    public ValueTask WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

    public Transfer Capacity() => inner.Capacity();

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        Transfer taken = inner.Write(bytes);
        if (taken.IsOk)
        {
            Taken(bytes);
        }

        return taken;
    }

    public Transfer Flush() => inner.Flush();

    public void Finish(TimeSpan patience) => inner.Finish(patience);

    public void Release() => inner.Release();

    /// <summary>The inner sink has taken these bytes.</summary>
    protected abstract void Taken(ReadOnlySpan<byte> bytes);
}
