namespace Compose.Wit.Syntax;

/// <summary>Anything that may carry docs and attributes.</summary>
public abstract record ItemSyntax(DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes);
