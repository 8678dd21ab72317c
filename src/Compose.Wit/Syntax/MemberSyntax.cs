namespace Compose.Wit.Syntax;

/// <summary>A field, case or flag: a name with docs, and a type where the kind has one.</summary>
public sealed record MemberSyntax(Identifier Name, TypeSyntax? Type, DocComment? Docs);
