using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>A table of references.</summary>
internal sealed unsafe class ClrTable : CoreTable, INativePart, IStatefulPart
{
    /// <summary>Elements that a table can have at most; growth beyond is refused.</summary>
    private const ulong MaxElements = 10_000_000;

    private readonly ClrStore _store;
    private readonly bool _ownsRecord;
    private NativeTable* _record;
    private ulong _capacity;

    /// <summary>Makes the table; <paramref name="record"/> is its place in an instance, or null.</summary>
    public ClrTable(ClrStore store, TableType type, ValType canonicalElement, NativeTable* record, ulong initial)
    {
        _store = store;
        Type = type;
        CanonicalElement = canonicalElement;
        ulong length = type.Limits.Minimum;
        if (length > MaxElements || (store.Options.Limiter is { } limiter && !limiter.TableGrowing(0, length, type.Limits.Maximum)))
        {
            throw new ComposeException(ErrorCodes.Exec.ResourceExhausted, $"a table of {length} elements is more than the limits allow");
        }

        _ownsRecord = record is null;
        _record = _ownsRecord ? (NativeTable*)NativeMemory.Alloc(NativeTable.Size) : record;
        _capacity = Math.Max(length, 1);
        _record->Elements = (ulong*)NativeMemory.AllocZeroed((nuint)_capacity, sizeof(ulong));
        _record->Length = length;
        if (initial != 0)
        {
            new Span<ulong>(_record->Elements, (int)length).Fill(initial);
        }
    }

    public override ICoreStore Store => _store;

    public override TableType Type { get; }

    /// <summary>Element type, concrete references by canonical id.</summary>
    public ValType CanonicalElement { get; }

    public override ulong Length => Record->Length;

    internal NativeTable* Record
    {
        get
        {
            ObjectDisposedException.ThrowIf(_record is null, this);
            return _record;
        }
    }

    public override ulong Get(ulong index)
    {
        NativeTable* record = Record;
        return index < record->Length ? record->Elements[index] : throw new CoreTrapException(TrapCode.TableOutOfBounds);
    }

    public override void Set(ulong index, ulong reference)
    {
        NativeTable* record = Record;
        if (index >= record->Length)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        record->Elements[index] = reference;
    }

    public override long Grow(ulong elements, ulong initial)
    {
        NativeTable* record = Record;
        ulong before = record->Length;
        ulong most = Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, MaxElements);
        if (elements > most || before > most - elements)
        {
            return -1;
        }

        ulong after = before + elements;
        if (elements > 0 && _store.Options.Limiter is { } limiter && !limiter.TableGrowing(before, after, Type.Limits.Maximum))
        {
            return -1;
        }

        if (after > _capacity)
        {
            _capacity = Math.Min(Math.Max(after, _capacity * 2), MaxElements);
            record->Elements = (ulong*)NativeMemory.Realloc(record->Elements, (nuint)_capacity * sizeof(ulong));
        }

        new Span<ulong>(record->Elements + before, (int)elements).Fill(initial);
        record->Length = after;
        return (long)before;
    }

    object? IStatefulPart.Capture(object? like)
    {
        var now = new ReadOnlySpan<ulong>(_record->Elements, (int)_record->Length);
        return now.ToArray();
    }

    bool IStatefulPart.TryRestore(object state)
    {
        // A table never shrinks otherwise, so there is room.
        var elements = (ulong[])state;
        elements.CopyTo(new Span<ulong>(_record->Elements, elements.Length));
        _record->Length = (ulong)elements.Length;
        return true;
    }

    void INativePart.Free()
    {
        NativeMemory.Free(_record->Elements);
        if (_ownsRecord)
        {
            NativeMemory.Free(_record);
        }

        _record = null;
    }
}
