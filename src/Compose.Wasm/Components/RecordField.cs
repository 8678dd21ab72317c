namespace Compose.Wasm.Components;

/// <summary>A field of a record, or a parameter of a function.</summary>
public readonly record struct RecordField(string Name, ComponentValueType Type);
