using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compose.Wasm.Core;

/// <summary>
/// Decodes an expression (a function's code, a constant expression) one instruction at a time, without allocation.
/// <see cref="MoveNext"/> goes on to the next; the properties then hold its immediates, as <see cref="ImmediateKind"/>
/// says. It checks the binary format only (<c>Component.Malformed</c>, <c>Component.NotSupported</c>): that the
/// expression ends where its bytes end, and everything about the encoding. Types and indexes are the validator's.
/// </summary>
public ref partial struct OperatorReader
{
    private WasmReader _reader;
    private readonly ref readonly uint _rows;
    private readonly WasmFeatures _features;
    private readonly bool _hasDataCount;
    private int _depth;
    private ulong _low, _high;
    private int _count, _listStart, _listEnd;

    /// <summary>Decodes <paramref name="code"/>, whose first byte lies at <paramref name="baseOffset"/> of the binary.</summary>
    public OperatorReader(ReadOnlySpan<byte> code, WasmFeatures features, long baseOffset, bool hasDataCount)
    {
        _reader = new WasmReader(code, baseOffset);
        _rows = ref OpcodeTable.Rows[0];
        _features = features;
        _hasDataCount = hasDataCount;
        _depth = 1;
    }

    /// <summary>The instruction.</summary>
    public Opcode Opcode { get; private set; }

    /// <summary>Its row in the table.</summary>
    public OpcodeInfo Info { get; private set; }

    /// <summary>Absolute offset of its first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Absolute offset of the byte after it.</summary>
    public readonly long NextOffset => _reader.Offset;

    /// <summary>Position of the byte after it within the code, from 0.</summary>
    public readonly int NextPosition => _reader.Position;

    /// <summary>The whole expression.</summary>
    internal readonly ReadOnlySpan<byte> Code => _reader.Data;

    /// <summary>Absolute offset of the expression's first byte.</summary>
    internal readonly long BaseOffset => _reader.BaseOffset;

    /// <summary>Goes on at another place, between two instructions, with so many blocks open.</summary>
    internal void Seek(int position, int depth)
    {
        _reader.Advance(position);
        _depth = depth;
    }

    /// <summary>Blocks open after this instruction, the expression itself counted; 0 after its last <c>end</c>.</summary>
    public readonly int Depth => _depth;

    /// <summary>The first index of the instruction.</summary>
    public uint Index { get; private set; }

    /// <summary>The second index of the instruction.</summary>
    public uint Index2 { get; private set; }

    /// <summary>Block type of <c>block</c>, <c>loop</c>, <c>if</c>, <c>try_table</c>.</summary>
    public BlockType BlockType { get; private set; }

    /// <summary>Of a memory access.</summary>
    public readonly MemArg MemArg => new(_count, Index, _high);

    /// <summary>The parts of <see cref="MemArg"/> without a copy of the whole.</summary>
    internal readonly ulong MemOffset => _high;

    internal readonly int MemAlignLog2 => _count;

    /// <summary>Heap type of <c>ref.null</c>, <c>ref.test</c>, <c>ref.cast</c>.</summary>
    public HeapType Heap { get; private set; }

    /// <summary>First result type of a typed select.</summary>
    public ValType SelectType { get; private set; }

    /// <summary>Operand type of <c>br_on_cast</c>.</summary>
    public ValType CastFrom { get; private set; }

    /// <summary>Target type of <c>br_on_cast</c>.</summary>
    public ValType CastTo { get; private set; }

    /// <summary>Number of result types of a typed select; only 1 is valid.</summary>
    public readonly int SelectCount => _count;

    /// <summary>The lane number.</summary>
    public int Lane { get; private set; }

    public readonly int I32 => (int)_low;

    public readonly long I64 => (long)_low;

    /// <summary>The bits of an f32 constant.</summary>
    public readonly uint F32Bits => (uint)_low;

    /// <summary>The bits of an f64 constant.</summary>
    public readonly ulong F64Bits => _low;

    /// <summary>A v128 constant or the mask of a shuffle, lane 0 in the lowest byte.</summary>
    public readonly Vector128<byte> V128 => Vector128.Create(_low, _high).AsByte();

    /// <summary>Low and high half of <see cref="V128"/>.</summary>
    public readonly (ulong Low, ulong High) V128Halves => (_low, _high);

    /// <summary>Targets of <c>br_table</c>.</summary>
    public readonly BranchTargets BranchTargets => new(List(), _count, Index);

    /// <summary>Clauses of <c>try_table</c>.</summary>
    public readonly CatchClauses Catches => new(List(), _count);

    /// <summary>
    /// Decodes the next instruction; false after the <c>end</c> that closes the expression. Bytes that are missing or
    /// left over are malformed.
    /// </summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> code = _reader.Data;
        int position = _reader.Position;
        if (_depth == 0 || (uint)position >= (uint)code.Length)
        {
            return Finish();
        }

        Offset = _reader.BaseOffset + position;
        uint number = code[position];
        _reader.Advance(position + 1);
        if (number >= 0xfb)
        {
            number = ReadPrefixed((byte)number);
        }

        uint row = Unsafe.Add(ref Unsafe.AsRef(in _rows), number);
        var info = new OpcodeInfo(row);
        Opcode = (Opcode)number;
        Info = info;
        if ((row & ((0x1fu << OpcodeInfo.FeatureShift) | OpcodeInfo.ExistsBit)) != OpcodeInfo.ExistsBit)
        {
            CheckAllowed(info);
        }

        ImmediateKind immediates = info.Immediates;
        switch (immediates)
        {
            case ImmediateKind.None:
                if (number == (uint)Opcode.End)
                {
                    _depth--;
                }

                break;
            case ImmediateKind.Local or ImmediateKind.Label or ImmediateKind.Function or ImmediateKind.Global:
                Index = _reader.ReadVarU32();
                break;
            case ImmediateKind.MemArg:
                ReadMemArg();
                break;
            case ImmediateKind.I32:
                _low = (uint)_reader.ReadVarS32();
                break;
            case ImmediateKind.I64:
                _low = (ulong)_reader.ReadVarS64();
                break;
            case ImmediateKind.Block:
                BlockType = CoreTypeReader.ReadBlockType(ref _reader, _features);
                _depth++;
                break;
            default:
                ReadOthers(immediates);
                break;
        }

        return true;
    }

    /// <summary>
    /// Passes over one expression at the reader's position and gives its length in bytes, the last <c>end</c> included.
    /// </summary>
    public static int SkipExpression(ref WasmReader reader, WasmFeatures features)
    {
        int start = reader.Position;
        var operators = new OperatorReader(reader.Data[start..], features, reader.Offset, hasDataCount: true);
        while (operators._depth > 0)
        {
            operators.MoveNext();
        }

        int length = operators._reader.Position;
        reader.Position = start + length;
        return length;
    }

    private readonly WasmReader List() =>
        new(_reader.Data[_listStart.._listEnd], _reader.BaseOffset + _listStart);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool Finish()
    {
        if (_depth != 0)
        {
            WasmErrors.Malformed(_reader.Offset, "unexpected end of the code: END opcode expected");
        }

        if (!_reader.AtEnd)
        {
            WasmErrors.Malformed(_reader.Offset, "operators remain after the end of the function: section size mismatch");
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadPrefixed(byte prefix)
    {
        int start = OpcodeTable.PrefixBase(prefix);
        if (start < 0)
        {
            WasmErrors.Malformed(Offset, $"illegal opcode 0x{prefix:x2}");
        }

        uint number = _reader.ReadVarU32();
        uint size = prefix switch { 0xfd => 0x200u, 0xfe => 0xc0u, _ => 0x20u };
        if (number >= size)
        {
            WasmErrors.Malformed(Offset, $"illegal opcode 0x{prefix:x2} 0x{number:x}");
        }

        return (uint)start + number;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void CheckAllowed(OpcodeInfo info)
    {
        if (!info.Exists)
        {
            (byte prefix, uint number) = OpcodeTable.Encoding(Opcode);
            WasmErrors.Malformed(Offset, prefix == 0 ? $"illegal opcode 0x{number:x2}" : $"illegal opcode 0x{prefix:x2} 0x{number:x}");
        }

        if ((_features & info.Feature) == 0)
        {
            WasmErrors.NotSupported(Offset, $"the instruction {OpcodeTable.NameOf(Opcode)}", info.Feature.ToString());
        }
    }
}
