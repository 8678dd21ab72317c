using Compose.Wasm;

namespace Compose.Wit.Binary;

/// <summary>The declarations of a component type or instance type as they grow, with what their type indices mean.</summary>
internal sealed class Declarations
{
    private readonly WasmWriter _bytes = new();
    private int _count;

    /// <summary>Types declared so far.</summary>
    public uint TypeCount { get; private set; }

    /// <summary>Where the types of the arena are.</summary>
    public Dictionary<TypeId, uint> Types { get; } = [];

    /// <summary>Function types by their signature.</summary>
    public Dictionary<string, uint> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares a type given by its bytes.</summary>
    public uint Define(ReadOnlySpan<byte> type)
    {
        _bytes.WriteByte(0x01);
        _bytes.WriteBytes(type);
        _count++;
        return TypeCount++;
    }

    /// <summary>Makes a type that an instance exports known here.</summary>
    public uint AliasExport(uint instance, string name)
    {
        _bytes.WriteBytes([0x02, 0x03, 0x00]);
        _bytes.WriteVarU32(instance);
        _bytes.WriteName(name);
        _count++;
        return TypeCount++;
    }

    /// <summary>Makes a type of the scope around known here.</summary>
    public uint AliasOuter(uint type)
    {
        _bytes.WriteBytes([0x02, 0x03, 0x02, 0x01]);
        _bytes.WriteVarU32(type);
        _count++;
        return TypeCount++;
    }

    /// <summary>Declares an import (0x03) or export (0x04) of something that is not a type.</summary>
    public void Extern(byte direction, string name, string? implements, string? externalId, byte sort, uint index)
    {
        ExternNameWriter.Write(Direction(direction), name, implements, externalId);
        _bytes.WriteByte(sort);
        _bytes.WriteVarU32(index);
        _count++;
    }

    /// <summary>Declares a type under a name: equal to <paramref name="equal"/>, or a new resource.</summary>
    public uint ExternType(byte direction, string name, string? externalId, uint? equal)
    {
        ExternNameWriter.Write(Direction(direction), name, null, externalId);
        _bytes.WriteByte(0x03);
        if (equal is { } index)
        {
            _bytes.WriteByte(0x00);
            _bytes.WriteVarU32(index);
        }
        else
        {
            _bytes.WriteByte(0x01);
        }

        _count++;
        return TypeCount++;
    }

    /// <summary>The whole type: 0x41 for a component, 0x42 for an instance.</summary>
    public byte[] Close(byte opcode)
    {
        var whole = new WasmWriter(_bytes.Length + 8);
        whole.WriteByte(opcode);
        whole.WriteVarU32(_count);
        whole.WriteBytes(_bytes.WrittenSpan);
        return whole.ToArray();
    }

    private WasmWriter Direction(byte direction)
    {
        _bytes.WriteByte(direction);
        return _bytes;
    }
}
