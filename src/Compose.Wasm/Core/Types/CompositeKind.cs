namespace Compose.Wasm.Core;

/// <summary>What a type definition defines; the numbers are those of the binary format.</summary>
public enum CompositeKind : byte
{
    Array = 0x5e,
    Struct = 0x5f,
    Func = 0x60,
}
