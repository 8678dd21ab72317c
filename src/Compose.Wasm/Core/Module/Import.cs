namespace Compose.Wasm.Core;

/// <summary>An import: two names and the type; <paramref name="Index"/> is its index in the space of its kind.</summary>
public readonly record struct Import(string Module, string Name, ExternType Type, int Index, long Offset)
{
    public ExternKind Kind => Type.Kind;
}
