namespace Compose.Wasm.Components;

/// <summary>An export in a component or instance type. Adds an item of its kind.</summary>
public sealed class ExportDeclaration : ComponentDefinition
{
    internal ExportDeclaration(long offset, string name, ExternAttributes attributes, ExternTypeSyntax type)
        : base(offset)
    {
        Name = name;
        Attributes = attributes;
        Type = type;
    }

    public string Name { get; }

    public ExternAttributes Attributes { get; }

    public ExternTypeSyntax Type { get; }
}
