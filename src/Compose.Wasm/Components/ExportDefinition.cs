namespace Compose.Wasm.Components;

/// <summary>An export of a component. Adds an item that stands for what is exported.</summary>
public sealed class ExportDefinition : ComponentDefinition
{
    internal ExportDefinition(long offset, string name, ExternAttributes attributes, SortIndex item, ExternTypeSyntax? ascribed)
        : base(offset)
    {
        Name = name;
        Attributes = attributes;
        Item = item;
        AscribedType = ascribed;
    }

    public string Name { get; }

    public ExternAttributes Attributes { get; }

    public SortIndex Item { get; }

    /// <summary>The type it is exported with, if it is said; a supertype of the item's own.</summary>
    public ExternTypeSyntax? AscribedType { get; }
}
