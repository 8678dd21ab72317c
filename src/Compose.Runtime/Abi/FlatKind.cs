namespace Compose.Runtime.Abi;

/// <summary>Core types that values flatten to.</summary>
public enum FlatKind : byte
{
    I32,
    I64,
    F32,
    F64,
}
