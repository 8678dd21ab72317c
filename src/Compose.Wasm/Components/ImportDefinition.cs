namespace Compose.Wasm.Components;

/// <summary>An import. Adds an item of its kind.</summary>
public sealed class ImportDefinition : ComponentDefinition
{
    internal ImportDefinition(long offset, string name, ExternAttributes attributes, ExternTypeSyntax type)
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
