namespace Compose.Wit.Syntax;

/// <summary>
/// An import or export of a world. One of: a function; an inline interface; a path, with a label before it
/// (<c>id: path</c>) or without.
/// </summary>
public sealed record WorldExternSyntax(
    bool IsExport,
    Identifier? Label,
    FunctionSyntax? Function,
    InterfaceSyntax? Interface,
    UsePath? Path,
    DocComment? Docs,
    IReadOnlyList<AttributeSyntax> Attributes) : ItemSyntax(Docs, Attributes)
{
    public SourceSpan Span => (Label ?? Path!.Name).Span;
}
