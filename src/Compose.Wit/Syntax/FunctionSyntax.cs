namespace Compose.Wit.Syntax;

/// <summary>A function of an interface, world or resource; a constructor is named <c>constructor</c>.</summary>
public sealed record FunctionSyntax(
    Identifier Name,
    FunctionRole Role,
    bool IsAsync,
    IReadOnlyList<ParameterSyntax> Parameters,
    TypeSyntax? Result,
    SourceSpan Span,
    DocComment? Docs,
    IReadOnlyList<AttributeSyntax> Attributes) : ItemSyntax(Docs, Attributes);
