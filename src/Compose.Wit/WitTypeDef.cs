namespace Compose.Wit;

/// <summary>A type of the arena.</summary>
/// <param name="Name">Null where it has none, such as <c>list&lt;u8&gt;</c> in a signature.</param>
public sealed record WitTypeDef(
    string? Name, WitTypeKind Kind, WitOwner Owner, string? Docs, Stability Stability, string? ExternalId, SourceSpan Span);
