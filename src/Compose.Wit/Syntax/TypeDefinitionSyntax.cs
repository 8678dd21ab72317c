namespace Compose.Wit.Syntax;

/// <summary>A type that gets a name.</summary>
public abstract record TypeDefinitionSyntax(Identifier Name, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
    : ItemSyntax(Docs, Attributes)
{
    public sealed record Alias(Identifier Name, TypeSyntax Type, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);

    public sealed record Record(Identifier Name, IReadOnlyList<MemberSyntax> Fields, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);

    public sealed record Variant(Identifier Name, IReadOnlyList<MemberSyntax> Cases, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);

    public sealed record Enum(Identifier Name, IReadOnlyList<MemberSyntax> Cases, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);

    public sealed record Flags(Identifier Name, IReadOnlyList<MemberSyntax> Labels, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);

    public sealed record Resource(Identifier Name, IReadOnlyList<FunctionSyntax> Functions, DocComment? Docs, IReadOnlyList<AttributeSyntax> Attributes)
        : TypeDefinitionSyntax(Name, Docs, Attributes);
}
