namespace Compose.Wit.Syntax;

/// <summary>
/// A world. Items are <see cref="UseSyntax"/>, <see cref="TypeDefinitionSyntax"/>, <see cref="IncludeSyntax"/> and
/// <see cref="WorldExternSyntax"/>.
/// </summary>
public sealed record WorldSyntax(Identifier Name, IReadOnlyList<ItemSyntax> Items, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(Docs, Attributes);
