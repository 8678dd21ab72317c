namespace Compose.Wasm.Components;

/// <summary>The core types that component values flatten to.</summary>
public enum FlatType : byte
{
    I32,
    I64,
    F32,
    F64,
}
