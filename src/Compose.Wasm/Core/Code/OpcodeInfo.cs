namespace Compose.Wasm.Core;

/// <summary>
/// One row of <see cref="OpcodeTable"/> in 32 bits: immediates, the feature it needs, log2 of the bytes it accesses (or
/// of a lane), and, where types are fixed, what it pops and pushes.
/// </summary>
public readonly struct OpcodeInfo
{
    private readonly uint _bits;

    internal OpcodeInfo(uint bits) => _bits = bits;

    internal uint Bits => _bits;

    // 0-5 immediates, 6-10 feature, 11-13 size, 14 simple, 15 exists, 16-18 result, 19-21, 22-24, 25-27 params, 28-29 count.
    internal const int FeatureShift = 6;
    internal const int SizeShift = 11;
    internal const uint SimpleBit = 1u << 14;
    internal const uint ExistsBit = 1u << 15;
    internal const int ResultShift = 16;
    internal const int ParamShift = 19;
    internal const int CountShift = 28;

    /// <summary>False for numbers that are no instruction.</summary>
    public bool Exists => (_bits & ExistsBit) != 0;

    public ImmediateKind Immediates => (ImmediateKind)(_bits & 0x3f);

    /// <summary>The feature that the instruction needs, or none.</summary>
    public WasmFeatures Feature
    {
        get
        {
            int number = FeatureNumber;
            return number == 0 ? WasmFeatures.None : (WasmFeatures)(1u << (number - 1));
        }
    }

    /// <summary>Row of the feature in the table's lists: 0 for none, else one more than its bit.</summary>
    internal int FeatureNumber => (int)(_bits >> FeatureShift) & 0x1f;

    /// <summary>Log2 of the bytes that a memory access touches, or of the bytes of a lane.</summary>
    public int SizeLog2 => (int)(_bits >> SizeShift) & 7;

    /// <summary>Operand and result types are fixed: <see cref="ParamCount"/>, <see cref="Param"/>, <see cref="Result"/>.</summary>
    public bool IsSimple => (_bits & SimpleBit) != 0;

    /// <summary>Number of operands of a simple instruction: 0 to 3.</summary>
    public int ParamCount => (int)(_bits >> CountShift) & 3;

    /// <summary>Type of operand <paramref name="index"/> (0 is the deepest) of a simple instruction.</summary>
    public OperandKind Param(int index) => (OperandKind)((_bits >> (ParamShift + 3 * index)) & 7);

    /// <summary>Type of the result of a simple instruction, or <see cref="OperandKind.None"/>.</summary>
    public OperandKind Result => (OperandKind)((_bits >> ResultShift) & 7);
}
