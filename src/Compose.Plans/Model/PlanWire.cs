namespace Compose.Plans;

/// <summary>An import of one instance, provided by an export of another.</summary>
public sealed record PlanWire
{
    /// <summary>The id of the importing instance.</summary>
    public required string Consumer { get; init; }

    /// <summary>The import; the author may leave the version out if one import fits.</summary>
    public required string Import { get; init; }

    /// <summary>The id of the exporting instance.</summary>
    public required string Provider { get; init; }

    /// <summary>
    /// The export; null in an authored plan: the provider's export of the same interface on the same semver track. A
    /// version that is written pins the wire to exactly that export.
    /// </summary>
    public string? Export { get; init; }

    /// <summary>The most calls across the wire in one run, or null for no limit; 0 allows none.</summary>
    public ulong? Budget { get; init; }

    /// <summary>True if no author wrote the wire: it was found because exactly one instance fits.</summary>
    public bool IsAutomatic { get; init; }

    public SourceMark Mark { get; init; }
}
