namespace Compose.Wasm.Components;

/// <summary>A type. Adds a type.</summary>
public sealed class TypeDefinition : ComponentDefinition
{
    internal TypeDefinition(long offset, TypeSyntax syntax)
        : base(offset)
    {
        Syntax = syntax;
    }

    public TypeSyntax Syntax { get; }
}
