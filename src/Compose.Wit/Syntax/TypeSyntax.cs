namespace Compose.Wit.Syntax;

/// <summary>A type as it is written where a type is used.</summary>
public abstract record TypeSyntax(SourceSpan Span)
{
    public sealed record Primitive(WitPrimitive Type, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Named(string Name, SourceSpan Span) : TypeSyntax(Span);

    /// <summary><c>own&lt;r&gt;</c> or <c>borrow&lt;r&gt;</c>.</summary>
    public sealed record Handle(bool IsBorrow, Identifier Resource, SourceSpan Span) : TypeSyntax(Span);

    /// <summary><c>list&lt;t&gt;</c>, or <c>list&lt;t, n&gt;</c> with a length.</summary>
    public sealed record List(TypeSyntax Element, uint? Length, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Map(TypeSyntax Key, TypeSyntax Value, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Tuple(IReadOnlyList<TypeSyntax> Elements, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Option(TypeSyntax Element, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Result(TypeSyntax? Ok, TypeSyntax? Error, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Future(TypeSyntax? Element, SourceSpan Span) : TypeSyntax(Span);

    public sealed record Stream(TypeSyntax? Element, SourceSpan Span) : TypeSyntax(Span);
}
