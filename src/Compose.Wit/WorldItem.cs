namespace Compose.Wit;

/// <summary>What a world imports or exports.</summary>
public abstract record WorldItem(SourceSpan Span)
{
    public sealed record Interface(InterfaceId Id, Stability Stability, string? Docs, string? ExternalId, SourceSpan Span) : WorldItem(Span);

    public sealed record Function(WitFunction Signature) : WorldItem(Signature.Span);

    /// <summary>A type, only ever imported.</summary>
    public sealed record Type(TypeId Id, SourceSpan Span) : WorldItem(Span);
}
