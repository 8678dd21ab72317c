namespace Compose.Wasm.Components;

/// <summary>A case of a variant, with or without a payload.</summary>
public readonly record struct VariantCase(string Name, ComponentValueType? Type);
