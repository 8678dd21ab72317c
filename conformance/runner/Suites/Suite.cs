namespace Compose.Conformance;

/// <summary>The tests of one file.</summary>
public sealed record Suite
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string About { get; init; }

    public required IReadOnlyList<ConformanceTest> Tests { get; init; }
}
