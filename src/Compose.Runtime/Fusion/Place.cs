using Compose.Runtime.Abi;

namespace Compose.Runtime.Fusion;

/// <summary>
/// Where a value lies while it is translated: in flat locals, which may have a joined type wider than the value's own, or
/// in a memory at the address of a local plus an offset.
/// </summary>
internal readonly struct Place
{
    private readonly int[]? _locals;
    private readonly int _first;

    private Place(int[]? locals, int first, int address, uint offset)
    {
        _locals = locals;
        _first = first;
        Address = address;
        Offset = offset;
    }

    /// <summary>Flat locals.</summary>
    public static Place Flat(int[] locals) => new(locals, 0, -1, 0);

    /// <summary>Memory.</summary>
    public static Place Memory(int address, uint offset) => new(null, 0, address, offset);

    public bool IsFlat => _locals is not null;

    /// <summary>The local that holds the address.</summary>
    public int Address { get; }

    public uint Offset { get; }

    /// <summary>Flat local number <paramref name="index"/> of the value.</summary>
    public int Local(int index) => _locals![_first + index];

    /// <summary>A part: by its first flat local, or by its offset.</summary>
    public Place Part(int flat, uint offset) => new(_locals, _first + flat, Address, Offset + offset);
}
