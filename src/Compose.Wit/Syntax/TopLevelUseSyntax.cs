namespace Compose.Wit.Syntax;

/// <summary><c>use path as name;</c> outside of interfaces and worlds.</summary>
public sealed record TopLevelUseSyntax(UsePath Path, Identifier? As, SourceSpan Span, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(null, Attributes)
{
    public Identifier Local => As ?? Path.Name;
}
