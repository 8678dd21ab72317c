using Compose.Engine;

namespace Compose.Runtime;

/// <summary>
/// A list&lt;u8&gt; that is lent for the length of one call instead of copied into an array of its own: a parameter that
/// still lies in the guest's memory, or an answer that lies in a buffer of the host. Only functions that were defined for
/// it (<see cref="HostInstance.Define"/>) see one, as parameters, and give one, where <see cref="HostCall.MayLend"/> says so.
/// What is still wanted when the call has returned, a pending outcome above all, has to be kept
/// (<see cref="Value.Kept"/>).
/// </summary>
public sealed class LentBytes
{
    private readonly byte[] _buffer;
    private CoreMemory? _memory;
    private ulong _start;
    private int _length;

    /// <summary>A loan of the beginning of a host's buffer.</summary>
    public LentBytes(byte[] buffer)
    {
        _buffer = buffer;
    }

    /// <summary>A loan of a guest's memory.</summary>
    internal LentBytes()
    {
        _buffer = [];
    }

    /// <summary>The bytes; none when the loan has ended.</summary>
    public ReadOnlySpan<byte> Span => _memory is { } memory ? memory.Slice(_start, _length) : _buffer.AsSpan(0, _length);

    /// <summary>Whether nothing is lent at the moment.</summary>
    internal bool IsFree => _length == 0;

    /// <summary>Lends the first bytes of the host's buffer, until they are written anew.</summary>
    public Value Lend(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)_buffer.Length);
        _length = count;
        return Value.From(this);
    }

    /// <summary>Lends bytes of a guest's memory, whose bounds were checked.</summary>
    internal Value Lend(CoreMemory memory, ulong start, int count)
    {
        _memory = memory;
        _start = start;
        _length = count;
        return Value.From(this);
    }

    /// <summary>Whoever looks again sees nothing.</summary>
    internal void End()
    {
        _memory = null;
        _length = 0;
    }
}
