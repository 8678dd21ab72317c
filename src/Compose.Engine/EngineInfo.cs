namespace Compose.Engine;

/// <summary>Names an engine and what decides its observable behaviour.</summary>
public sealed record EngineInfo
{
    /// <summary>Short name, such as <c>clr</c>.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required EngineFeatures Features { get; init; }

    /// <summary>
    /// Name, version, options and instruction set as one line of text. Two engines with the same fingerprint give the
    /// same results for the same deterministic input; it is part of the exec key.
    /// </summary>
    public required string Fingerprint { get; init; }

    public bool Has(EngineFeatures features) => (Features & features) == features;
}
