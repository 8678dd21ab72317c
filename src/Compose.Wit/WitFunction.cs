using Compose.Wit.Syntax;

namespace Compose.Wit;

/// <summary>A function.</summary>
/// <param name="Name">As in a component: <c>read</c>, <c>[method]file.read</c>, <c>[static]file.open</c>, <c>[constructor]file</c>.</param>
/// <param name="Resource">The resource that a method, static or constructor belongs to.</param>
public sealed record WitFunction(
    string Name,
    FunctionRole Role,
    bool IsAsync,
    TypeId? Resource,
    IReadOnlyList<WitParameter> Parameters,
    WitType? Result,
    string? Docs,
    Stability Stability,
    string? ExternalId,
    SourceSpan Span)
{
    /// <summary>The name without what a component adds: <c>read</c> of <c>[method]file.read</c>; empty for a constructor.</summary>
    public string PlainName => Role switch
    {
        FunctionRole.Freestanding => Name,
        FunctionRole.Constructor => string.Empty,
        _ => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..],
    };
}
