namespace Compose.Wasm.Components;

/// <summary>A field, case or parameter that is being built.</summary>
public readonly record struct LabelledType(string Label, ValueTypeRef Type);
