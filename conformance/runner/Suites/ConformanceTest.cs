namespace Compose.Conformance;

/// <summary>One test: a statement about hosts, and the steps that show whether it holds.</summary>
public sealed record ConformanceTest
{
    /// <summary><c>suite/name</c>; never changes its meaning.</summary>
    public required string Id { get; init; }

    /// <summary>What must be true of a host, as a sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>The clauses that it proves: of SPEC.md by id, of other specifications by name.</summary>
    public required IReadOnlyList<string> Clauses { get; init; }

    /// <summary>What a host must offer beyond the suite for the test to apply.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Files to lay into the scratch space: path → text.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Symbolic links to make there: path → target.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it is written.</summary>
    public required ErrorLocation Location { get; init; }
}
