using Compose.Wasm.Components;

namespace Compose.Wit.Syntax;

/// <summary>What stands behind an <c>@</c> before an item.</summary>
public abstract record AttributeSyntax(SourceSpan Span)
{
    public sealed record Since(SemanticVersion Version, SourceSpan Span) : AttributeSyntax(Span);

    public sealed record Unstable(string Feature, SourceSpan Span) : AttributeSyntax(Span);

    public sealed record Deprecated(SemanticVersion Version, SourceSpan Span) : AttributeSyntax(Span);

    public sealed record ExternalId(string Text, SourceSpan Span) : AttributeSyntax(Span);
}
