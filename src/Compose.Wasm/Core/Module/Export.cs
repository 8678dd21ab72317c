namespace Compose.Wasm.Core;

/// <summary>An export: a name and an index into the space of its kind.</summary>
public readonly record struct Export(string Name, ExternKind Kind, int Index, long Offset);
