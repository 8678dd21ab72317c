namespace Compose.Wit.Syntax;

/// <summary><c>use path.{names};</c></summary>
public sealed record UseSyntax(UsePath From, IReadOnlyList<UseNameSyntax> Names, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(Docs, Attributes);
