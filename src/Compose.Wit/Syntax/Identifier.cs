namespace Compose.Wit.Syntax;

/// <summary>A name as it is meant, without <c>%</c>, and where it stands.</summary>
public sealed record Identifier(string Name, SourceSpan Span);
