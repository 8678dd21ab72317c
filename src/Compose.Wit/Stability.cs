using Compose.Wasm.Components;

namespace Compose.Wit;

/// <summary>The gate on an item: none, <c>@since</c> or <c>@unstable</c>, the latter two possibly with <c>@deprecated</c>.</summary>
public sealed record Stability(SemanticVersion? Since, string? Feature, SemanticVersion? Deprecated)
{
    /// <summary>No gate.</summary>
    public static Stability Unknown { get; } = new(null, null, null);

    public bool IsUnknown => Since is null && Feature is null;

    public bool IsStable => Since is not null;

    public bool IsUnstable => Feature is not null;
}
