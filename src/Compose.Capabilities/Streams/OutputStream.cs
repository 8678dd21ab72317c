using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// The resource <c>wasi:io/streams#output-stream</c>: a sink, the permit that <c>check-write</c> gave, and the instance
/// on whose authority it was opened. Once closed or failed it stays closed.
/// </summary>
public sealed class OutputStream(NodeSession owner, IOutputSink sink, LiveGrant? grant = null) : HostResource(owner, grant), IWaitable
{
    private bool _closed;
    private bool _flushing;
    private int _permit;

    /// <summary>Ready for more writing: not while a flush is under way.</summary>
    public bool IsReady => _closed || (sink.IsReady && (!_flushing || sink.IsFlushed));

    /// <summary>Whether a flush that was begun is done.</summary>
    public bool IsFlushed => _closed || sink.IsFlushed;

    public ValueTask WaitAsync(CancellationToken cancellation) =>
        _closed ? ValueTask.CompletedTask : sink.WaitAsync(cancellation);

    /// <summary>How much may be written next; this is the permit for <see cref="Write"/>.</summary>
    public Transfer Check()
    {
        if (_closed)
        {
            return Transfer.Closed;
        }

        if (_flushing && !sink.IsFlushed)
        {
            _permit = 0;
            return Transfer.Of(0);
        }

        _flushing = false;
        Transfer capacity = Settle(sink.Capacity());
        _permit = capacity.Count;
        return capacity;
    }

    /// <summary>Whether so many bytes lie within the permit.</summary>
    public bool Permits(ulong count) => count <= (ulong)_permit;

    /// <summary>Writes bytes that the permit covers, and uses it up by as many.</summary>
    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        if (_closed)
        {
            return Transfer.Closed;
        }

        Owner.CountOutput(bytes.Length);
        Spend(bytes.Length);
        _permit -= bytes.Length;
        return bytes.IsEmpty ? Transfer.Of(0) : Settle(sink.Write(bytes));
    }

    /// <summary>Begins a flush; until it is done nothing may be written.</summary>
    public Transfer Flush()
    {
        if (_closed)
        {
            return Transfer.Closed;
        }

        _flushing = true;
        _permit = 0;
        return Settle(sink.Flush());
    }

    protected override void OnRelease() => sink.Release();

    private Transfer Settle(Transfer outcome)
    {
        _closed = !outcome.IsOk;
        return outcome;
    }
}
