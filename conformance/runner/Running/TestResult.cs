namespace Compose.Conformance;

/// <summary>The verdict over one test, and why.</summary>
public sealed record TestResult
{
    public required string Suite { get; init; }

    public required ConformanceTest Test { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>What was wrong, or what is missing; empty for a test that passed.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    public TimeSpan Duration { get; init; }
}
