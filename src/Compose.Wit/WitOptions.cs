namespace Compose.Wit;

/// <summary>What to take in when WIT is read.</summary>
public sealed record WitOptions
{
    public static WitOptions Default { get; } = new();

    /// <summary>Features that are active: items gated by <c>@unstable</c> with another one are left out.</summary>
    public IReadOnlySet<string> Features { get; init; } = new HashSet<string>();

    /// <summary>Every feature is active.</summary>
    public bool AllFeatures { get; init; }

    public WitLimits Limits { get; init; } = WitLimits.Default;

    internal bool IsActive(string feature) => AllFeatures || Features.Contains(feature);
}
