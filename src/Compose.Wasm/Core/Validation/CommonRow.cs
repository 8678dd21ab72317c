namespace Compose.Wasm.Core;

/// <summary>
/// What the loop for common instructions needs to know of a one-byte opcode, for one module: read off
/// <see cref="OpcodeTable"/>, the module's features and its memories.
/// </summary>
internal readonly struct CommonRow
{
    private CommonRow(CommonKind kind, OpcodeInfo info = default)
    {
        Kind = kind;
        SizeLog2 = (byte)info.SizeLog2;
        ParamCount = (byte)info.ParamCount;
        Top = ParamCount > 0 ? TypeOf(info.Param(ParamCount - 1)) : default;
        Below = ParamCount > 1 ? TypeOf(info.Param(0)) : default;
        Result = info.IsSimple && info.Result != OperandKind.None ? TypeOf(info.Result) : default;
    }

    public CommonKind Kind { get; }

    /// <summary>Log2 of the bytes that a memory access touches: the largest alignment it may promise.</summary>
    public byte SizeLog2 { get; }

    /// <summary>Operands: 0, 1 or 2.</summary>
    public byte ParamCount { get; }

    /// <summary>Type of the operand on top.</summary>
    public ValType Top { get; }

    /// <summary>Type of the operand below it.</summary>
    public ValType Below { get; }

    /// <summary>Type of the result, or bottom.</summary>
    public ValType Result { get; }

    /// <summary>The rows of a module, one for each byte.</summary>
    public static CommonRow[] Of(CoreModule module)
    {
        bool hasMemory = module.Memories.Length > 0 && !module.Memories[0].Is64;
        var rows = new CommonRow[256];
        for (int i = 0; i < rows.Length; i++)
        {
            OpcodeInfo info = OpcodeTable.Of((Opcode)i);
            bool isKnown = i < 0xfb && info.Exists && (info.Feature == WasmFeatures.None || (module.Features & info.Feature) != 0);
            rows[i] = new CommonRow(isKnown ? KindOf((Opcode)i, info, hasMemory) : CommonKind.Rare, info);
        }

        return rows;
    }

    private static CommonKind KindOf(Opcode opcode, OpcodeInfo info, bool hasMemory) => opcode switch
    {
        Opcode.LocalGet => CommonKind.LocalGet,
        Opcode.LocalSet => CommonKind.LocalSet,
        Opcode.LocalTee => CommonKind.LocalTee,
        Opcode.GlobalGet => CommonKind.GlobalGet,
        Opcode.GlobalSet => CommonKind.GlobalSet,
        Opcode.Block => CommonKind.Block,
        Opcode.Loop => CommonKind.Loop,
        Opcode.If => CommonKind.If,
        Opcode.Else => CommonKind.Else,
        Opcode.End => CommonKind.End,
        Opcode.Br => CommonKind.Br,
        Opcode.BrIf => CommonKind.BrIf,
        Opcode.Return => CommonKind.Return,
        Opcode.Call => CommonKind.Call,
        Opcode.Drop => CommonKind.Drop,
        Opcode.Select => CommonKind.Select,
        Opcode.Unreachable => CommonKind.Unreachable,
        _ when !info.IsSimple => CommonKind.Rare,
        _ => info.Immediates switch
        {
            ImmediateKind.None => CommonKind.Plain,
            ImmediateKind.MemArg when hasMemory => CommonKind.Memory,
            ImmediateKind.I32 => CommonKind.I32,
            ImmediateKind.I64 => CommonKind.I64,
            ImmediateKind.F32 => CommonKind.F32,
            ImmediateKind.F64 => CommonKind.F64,
            _ => CommonKind.Rare,
        },
    };

    // Addresses are i32: rows of modules whose first memory has 64 bits are rare.
    private static ValType TypeOf(OperandKind kind) => kind == OperandKind.Address ? ValType.I32 : ValType.OfOperand((uint)kind);
}
