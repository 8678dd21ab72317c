namespace Compose.Wit;

/// <summary>A parameter of a function; the first of a method is <c>self</c>.</summary>
public sealed record WitParameter(string Name, WitType Type, SourceSpan Span);
