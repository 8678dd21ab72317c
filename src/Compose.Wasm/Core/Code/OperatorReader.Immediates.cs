using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public ref partial struct OperatorReader
{
    // Kept in the fields of other immediates: alignment in _count, memory in Index, offset in _high.
    private void ReadMemArg()
    {
        long at = _reader.Offset;
        uint flags = _reader.ReadVarU32();
        Index = 0;
        if (flags >= 1 << 5)
        {
            flags = ReadWideMemArgFlags(flags, at);
        }

        _count = (int)flags;
        _high = (_features & WasmFeatures.Memory64) != 0 ? _reader.ReadVarU64() : _reader.ReadVarU32();
    }

    /// <summary>With several memories bit 6 says that a memory index follows, and the alignment has six bits.</summary>
    private uint ReadWideMemArgFlags(uint flags, long at)
    {
        bool isMulti = (_features & WasmFeatures.MultiMemory) != 0;
        if (isMulti && (flags & (1 << 6)) != 0)
        {
            flags ^= 1 << 6;
            Index = _reader.ReadVarU32();
        }

        if (flags >= (isMulti ? 1u << 6 : 1u << 5))
        {
            WasmErrors.Malformed(at, $"malformed memop flags 0x{flags:x}");
        }

        return flags;
    }

    /// <summary>A memory index where older formats have a zero byte.</summary>
    private uint ReadMemoryIndex() => ReadIndexOrZero(WasmFeatures.MultiMemory);

    private uint ReadIndexOrZero(WasmFeatures feature)
    {
        if ((_features & feature) != 0)
        {
            return _reader.ReadVarU32();
        }

        ReadZero();
        return 0;
    }

    private void ReadZero()
    {
        long at = _reader.Offset;
        if (_reader.ReadByte() != 0)
        {
            WasmErrors.Malformed(at, "zero byte expected");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadOthers(ImmediateKind immediates)
    {
        switch (immediates)
        {
            case ImmediateKind.Type or ImmediateKind.Table or ImmediateKind.Tag or ImmediateKind.Element:
                Index = _reader.ReadVarU32();
                break;
            case ImmediateKind.TypeTable:
                Index = _reader.ReadVarU32();
                Index2 = ReadIndexOrZero(WasmFeatures.ReferenceTypes);
                break;
            case ImmediateKind.ElementTable or ImmediateKind.TableTable:
                Index = _reader.ReadVarU32();
                Index2 = _reader.ReadVarU32();
                break;
            case ImmediateKind.TypeField or ImmediateKind.TypeType or ImmediateKind.TypeCount
                or ImmediateKind.TypeData or ImmediateKind.TypeElement:
                Index = _reader.ReadVarU32();
                Index2 = _reader.ReadVarU32();
                if (immediates == ImmediateKind.TypeData)
                {
                    RequireDataCount();
                }

                break;
            case ImmediateKind.Data:
                Index = _reader.ReadVarU32();
                RequireDataCount();
                break;
            case ImmediateKind.DataMemory:
                Index = _reader.ReadVarU32();
                Index2 = ReadMemoryIndex();
                RequireDataCount();
                break;
            case ImmediateKind.Memory:
                Index = ReadMemoryIndex();
                break;
            case ImmediateKind.MemoryMemory:
                Index = ReadMemoryIndex();
                Index2 = ReadMemoryIndex();
                break;
            case ImmediateKind.MemArgLane:
                ReadMemArg();
                Lane = _reader.ReadByte();
                break;
            case ImmediateKind.Lane:
                Lane = _reader.ReadByte();
                break;
            case ImmediateKind.F32:
                _low = _reader.ReadU32();
                break;
            case ImmediateKind.F64:
                _low = _reader.ReadU64();
                break;
            case ImmediateKind.V128 or ImmediateKind.Shuffle:
                _low = _reader.ReadU64();
                _high = _reader.ReadU64();
                break;
            case ImmediateKind.Labels:
                ReadBranchTable();
                break;
            case ImmediateKind.SelectTypes:
                ReadSelectTypes();
                break;
            case ImmediateKind.Heap:
                Heap = CoreTypeReader.ReadHeapType(ref _reader, _features);
                break;
            case ImmediateKind.TryTable:
                ReadTryTable();
                break;
            case ImmediateKind.Cast:
                ReadCast();
                break;
            case ImmediateKind.Zero:
                ReadZero();
                break;
            default:
                throw new InvalidOperationException($"immediates {immediates} are not read");
        }
    }

    private readonly void RequireDataCount()
    {
        if (!_hasDataCount)
        {
            WasmErrors.Malformed(Offset, $"data count section required by {OpcodeTable.NameOf(Opcode)}");
        }
    }

    private void ReadBranchTable()
    {
        _count = _reader.ReadCount(WasmLimits.BranchTargets, "branch targets");
        _listStart = _reader.Position;
        for (int i = 0; i < _count; i++)
        {
            _reader.ReadVarU32();
        }

        _listEnd = _reader.Position;
        Index = _reader.ReadVarU32();
    }

    private void ReadSelectTypes()
    {
        _count = _reader.ReadCount(WasmLimits.Results, "types of a select");
        SelectType = ValType.Bottom;
        for (int i = 0; i < _count; i++)
        {
            ValType type = CoreTypeReader.ReadValType(ref _reader, _features);
            SelectType = i == 0 ? type : SelectType;
        }
    }

    private void ReadTryTable()
    {
        BlockType = CoreTypeReader.ReadBlockType(ref _reader, _features);
        _count = _reader.ReadCount(WasmLimits.TryTableCatches, "catch clauses", minimumBytes: 2);
        _listStart = _reader.Position;
        for (int i = 0; i < _count; i++)
        {
            CatchClauses.Read(ref _reader);
        }

        _listEnd = _reader.Position;
        _depth++;
    }

    private void ReadCast()
    {
        long at = _reader.Offset;
        byte flags = _reader.ReadByte();
        if (flags > 3)
        {
            WasmErrors.Malformed(at, $"malformed cast flags 0x{flags:x2}");
        }

        Index = _reader.ReadVarU32();
        CastFrom = ValType.Ref(CoreTypeReader.ReadHeapType(ref _reader, _features), (flags & 1) != 0);
        CastTo = ValType.Ref(CoreTypeReader.ReadHeapType(ref _reader, _features), (flags & 2) != 0);
    }
}
