using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// The resource <c>wasi:io/streams#input-stream</c>: a source, and the instance on whose authority it was opened. Once
/// closed or failed it stays closed.
/// </summary>
public sealed class InputStream(NodeSession owner, IInputSource source, bool ownsSource = true, LiveGrant? grant = null)
    : HostResource(owner, grant), IWaitable
{
    private bool _closed;

    public bool IsReady => _closed || source.IsReady;

    public ValueTask WaitAsync(CancellationToken cancellation) =>
        _closed ? ValueTask.CompletedTask : source.WaitAsync(cancellation);

    /// <summary>Reads what is there, without blocking.</summary>
    public Transfer Read(Span<byte> buffer)
    {
        if (_closed)
        {
            return Transfer.Closed;
        }

        Transfer read = source.TryRead(buffer);
        _closed = !read.IsOk;
        if (read.Count > 0)
        {
            Spend(read.Count);
        }

        return read;
    }

    protected override void OnRelease()
    {
        if (ownsSource)
        {
            source.Release();
        }
    }
}
