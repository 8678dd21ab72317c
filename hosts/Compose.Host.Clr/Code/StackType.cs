using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>How a value is held in IL: references are 64-bit integers there.</summary>
internal enum StackType : byte
{
    I32,
    I64,
    F32,
    F64,
    V128,

    /// <summary>A managed object: only for exceptions within a handler.</summary>
    Object,
}

/// <summary>Conversions to <see cref="StackType"/>.</summary>
internal static class StackTypes
{
    public const int Count = 6;

    public static StackType Of(ValType type) => type.Kind switch
    {
        ValKind.I32 => StackType.I32,
        ValKind.F32 => StackType.F32,
        ValKind.F64 => StackType.F64,
        ValKind.V128 => StackType.V128,
        _ => StackType.I64,
    };

    public static StackType Of(OperandKind kind) => kind switch
    {
        OperandKind.I32 => StackType.I32,
        OperandKind.F32 => StackType.F32,
        OperandKind.F64 => StackType.F64,
        OperandKind.V128 => StackType.V128,
        _ => StackType.I64,
    };

    public static int SlotsOf(StackType type) => type == StackType.V128 ? 2 : 1;
}
