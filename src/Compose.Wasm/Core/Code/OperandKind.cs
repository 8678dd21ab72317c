namespace Compose.Wasm.Core;

/// <summary>Operand types of instructions with a fixed signature.</summary>
public enum OperandKind : byte
{
    None,
    I32,
    I64,
    F32,
    F64,
    V128,

    /// <summary>i32 or i64: the address type of the memory that the instruction names.</summary>
    Address,
}
