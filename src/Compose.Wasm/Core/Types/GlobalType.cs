namespace Compose.Wasm.Core;

/// <summary>A global: type of its value, and whether it can be set.</summary>
public readonly record struct GlobalType(ValType Value, bool IsMutable);
