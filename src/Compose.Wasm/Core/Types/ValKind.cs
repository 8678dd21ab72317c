namespace Compose.Wasm.Core;

/// <summary>What a <see cref="ValType"/> is. The number types have the numbers of the binary format.</summary>
public enum ValKind : byte
{
    /// <summary>The type of a value that unreachable code pops: matches every type. Never in a module.</summary>
    Bottom = 0,

    /// <summary>A reference; see <see cref="ValType.Heap"/> and <see cref="ValType.IsNullable"/>.</summary>
    Ref = 1,
    I16 = 0x77,
    I8 = 0x78,
    V128 = 0x7b,
    F64 = 0x7c,
    F32 = 0x7d,
    I64 = 0x7e,
    I32 = 0x7f,
}
