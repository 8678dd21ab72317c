using System.Diagnostics.CodeAnalysis;
using Compose.Engine;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Resources;

/// <summary>
/// The handles of one component instance (<c>Table</c> of the canonical ABI): index 0 is never given out, freed indexes
/// are used again, last freed first.
/// </summary>
internal sealed class HandleTable
{
    private readonly int _limit;
    private HandleEntry[] _entries = new HandleEntry[8];
    private int _length = 1;
    private int _free;

    /// <param name="limit">Most handles that may be live at once.</param>
    public HandleTable(int limit)
    {
        _limit = Math.Min(limit, (1 << 28) - 1);
    }

    /// <summary>Indexes in use or free, 0 included; with <see cref="Read"/> lists all handles.</summary>
    public int Length => _length;

    /// <summary>Whether any handle is live.</summary>
    public bool HasAny
    {
        get
        {
            for (int i = 1; i < _length; i++)
            {
                if (_entries[i].Type is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A copy of the entry at an index below <see cref="Length"/>; its type is null where none is live.</summary>
    public HandleEntry Read(int index) => _entries[index];

    /// <summary>Adds an owned handle.</summary>
    public uint AddOwn(ResourceType type, uint representation, object? reference)
    {
        uint index = Allocate();
        ref HandleEntry entry = ref _entries[index];
        entry.Type = type;
        entry.Representation = representation;
        entry.Object = reference;
        entry.Scope = null;
        entry.Lends = 0;
        entry.IsOwned = true;
        return index;
    }

    /// <summary>Adds a borrowed handle that must be dropped before the call of the scope returns.</summary>
    public uint AddBorrow(ResourceType type, uint representation, object? reference, CallScope scope)
    {
        uint index = Allocate();
        ref HandleEntry entry = ref _entries[index];
        entry.Type = type;
        entry.Representation = representation;
        entry.Object = reference;
        entry.Scope = scope;
        entry.Lends = 0;
        entry.IsOwned = false;
        scope.Borrows++;
        return index;
    }

    /// <summary>The live handle at the index, of the given type.</summary>
    /// <exception cref="CoreTrapException">No such handle, or one of another type.</exception>
    public ref HandleEntry Get(uint index, ResourceType type)
    {
        HandleEntry[] entries = _entries;
        if (index >= (uint)entries.Length)
        {
            ThrowUnknown(index);
        }

        ref HandleEntry entry = ref entries[index];
        if (!ReferenceEquals(entry.Type, type))
        {
            ThrowMismatch(index, entry.Type, type);
        }

        return ref entry;
    }

    /// <summary>Takes an owned handle out, to move it elsewhere (<c>lift_own</c>).</summary>
    public void RemoveOwn(uint index, ResourceType type, out uint representation, out object? reference)
    {
        ref HandleEntry entry = ref Get(index, type);
        if (entry.Lends != 0)
        {
            Traps.Throw("cannot remove owned resource while borrowed");
        }

        if (!entry.IsOwned)
        {
            Traps.Throw("cannot lift own resource from a borrow");
        }

        representation = entry.Representation;
        reference = entry.Object;
        Free(index, ref entry);
    }

    /// <summary>Takes any handle out, to drop it; gives a copy of it.</summary>
    public HandleEntry Remove(uint index, ResourceType type)
    {
        ref HandleEntry entry = ref Get(index, type);
        if (entry.Lends != 0)
        {
            Traps.Throw("cannot remove owned resource while borrowed");
        }

        HandleEntry copy = entry;
        Free(index, ref entry);
        return copy;
    }

    /// <summary>Ends one loan of the handle.</summary>
    public void Unlend(uint index) => _entries[index].Lends--;

    /// <summary>Forgets every handle: the instance ended. Objects of the host are dropped by the caller first.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, _length);
        _length = 1;
        _free = 0;
    }

    private uint Allocate()
    {
        if (_free != 0)
        {
            int index = _free;
            _free = _entries[index].Lends;
            return (uint)index;
        }

        if (_length > _limit)
        {
            throw new ComposeException(
                ErrorCodes.Exec.ResourceExhausted,
                $"a component instance holds more than {_limit} handles",
                hint: "the guest does not drop its resources, or the limit on handles is too low");
        }

        if (_length == _entries.Length)
        {
            Array.Resize(ref _entries, _length * 2);
        }

        return (uint)_length++;
    }

    private void Free(uint index, ref HandleEntry entry)
    {
        entry = default;
        entry.Lends = _free;
        _free = (int)index;
    }

    [DoesNotReturn]
    private static void ThrowUnknown(uint index) => Traps.Throw($"unknown handle index {index}");

    [DoesNotReturn]
    private static void ThrowMismatch(uint index, ResourceType? found, ResourceType wanted)
    {
        if (found is null)
        {
            ThrowUnknown(index);
        }

        Traps.Throw($"handle index {index} is a `{found}`, used with the wrong type `{wanted}`");
    }
}
