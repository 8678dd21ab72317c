using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// A linear memory: an address range reserved for the largest size it may reach, of which the current size is
/// accessible. So the base never moves.
/// </summary>
internal sealed unsafe partial class ClrMemory : CoreMemory, INativePart
{
    /// <summary>Reserved where the type names no smaller maximum: all that 32-bit addresses reach.</summary>
    private const ulong MaxReservation32 = 1UL << 32;

    private const ulong MaxReservation64 = 1UL << 36;

    private readonly ClrStore _store;
    private readonly bool _ownsRecord;
    private NativeLinearMemory* _record;
    private readonly ulong _reserved;
    private readonly byte* _base;

    /// <summary>Makes the memory; <paramref name="record"/> is its place in an instance, or null.</summary>
    public ClrMemory(ClrStore store, MemoryType type, NativeLinearMemory* record)
    {
        _store = store;
        Type = type;
        if (!TryBytes(type.Limits.Minimum, out ulong bytes) || (_store.Options.Limiter is { } limiter && !limiter.MemoryGrowing(0, bytes, MaximumBytes)))
        {
            throw new ComposeException(
                ErrorCodes.Exec.ResourceExhausted, $"a memory of {type.Limits.Minimum} pages is more than the limits allow");
        }

        _reserved = Math.Min(MaximumBytes ?? ulong.MaxValue, type.Is64 ? MaxReservation64 : MaxReservation32);
        _reserved = (Math.Max(_reserved, bytes) + 0xffff) & ~0xffffUL;
        byte* address = null;
        if (_reserved > 0)
        {
            // Where the process has little address space, a smaller reservation only means less room to grow.
            while ((address = AddressSpace.Reserve(_reserved)) is null && _reserved / 2 >= Math.Max(bytes, 1 << 20))
            {
                _reserved /= 2;
            }

            if (address is null || !AddressSpace.Commit(address, bytes))
            {
                if (address is not null)
                {
                    AddressSpace.Release(address, _reserved);
                }

                throw new ComposeException(ErrorCodes.Exec.ResourceExhausted, $"no address space for a memory of {bytes} bytes");
            }
        }

        _ownsRecord = record is null;
        _record = _ownsRecord ? (NativeLinearMemory*)NativeMemory.Alloc(NativeLinearMemory.Size) : record;
        _base = address;
        _committed = bytes;
        _record->Base = address;
        _record->Length = bytes;
    }

    public override ICoreStore Store => _store;

    public override MemoryType Type { get; }

    public override ulong ByteLength => Record->Length;

    public override byte* Base => Record->Base;

    internal NativeLinearMemory* Record
    {
        get
        {
            ObjectDisposedException.ThrowIf(_record is null, this);
            return _record;
        }
    }

    private ulong? MaximumBytes => Type.Limits.Maximum is { } most && TryBytes(most, out ulong bytes) ? bytes : null;

    public override Span<byte> Slice(ulong offset, int length)
    {
        NativeLinearMemory* record = Record;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((ulong)length > record->Length || offset > record->Length - (ulong)length)
        {
            throw new CoreTrapException(TrapCode.MemoryOutOfBounds);
        }

        return new Span<byte>(record->Base + offset, length);
    }

    public override long Grow(ulong pages)
    {
        NativeLinearMemory* record = Record;
        ulong current = record->Length;
        ulong before = current >> Type.PageSizeLog2;
        ulong most = Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, Type.Is64 ? 1UL << 48 : 1UL << 16);
        if (pages > most || before > most - pages || !TryBytes(before + pages, out ulong desired) || desired > _reserved)
        {
            return -1;
        }

        if (pages == 0)
        {
            return (long)before;
        }

        IResourceLimiter? limiter = _store.Options.Limiter;
        if (limiter is not null && !limiter.MemoryGrowing(current, desired, MaximumBytes))
        {
            return -1;
        }

        if (desired > _committed)
        {
            if (!AddressSpace.Commit(record->Base + _committed, desired - _committed))
            {
                limiter?.MemoryGrowFailed(current, desired);
                return -1;
            }

            _committed = desired;
        }

        record->Length = desired;
        return (long)before;
    }

    void INativePart.Free()
    {
        if (_reserved > 0)
        {
            AddressSpace.Release(_base, _reserved);
        }

        if (_ownsRecord)
        {
            NativeMemory.Free(_record);
        }

        _record = null;
    }

    private bool TryBytes(ulong pages, out ulong bytes)
    {
        bytes = pages << Type.PageSizeLog2;
        return pages <= 1UL << 47 >> Type.PageSizeLog2;
    }
}
