namespace Compose.Wit;

/// <summary>A field, case or flag.</summary>
/// <param name="Type">Of a field; the payload of a case, or null.</param>
public sealed record WitMember(string Name, WitType? Type, string? Docs, SourceSpan Span);
