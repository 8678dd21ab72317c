namespace Compose.Wit.Syntax;

/// <summary><c>include path with { names };</c></summary>
public sealed record IncludeSyntax(UsePath From, IReadOnlyList<UseNameSyntax> Names, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(Docs, Attributes);
