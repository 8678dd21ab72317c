namespace Compose.Wit.Syntax;

/// <summary>
/// An interface; inline ones take their name from the import or export. Items are <see cref="UseSyntax"/>,
/// <see cref="TypeDefinitionSyntax"/> and <see cref="FunctionSyntax"/>.
/// </summary>
public sealed record InterfaceSyntax(Identifier Name, IReadOnlyList<ItemSyntax> Items, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(Docs, Attributes);
