using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec;

/// <summary>Passes bytes on and tells the recording which were taken.</summary>
internal sealed class RecordedSink(IOutputSink inner, string name, AnswerRecorder recorder) : IOutputSink
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
            recorder.Wrote(name, bytes);
        }

        return taken;
    }

    public Transfer Flush() => inner.Flush();

    public void Finish(TimeSpan patience) => inner.Finish(patience);

    public void Release() => inner.Release();
}
