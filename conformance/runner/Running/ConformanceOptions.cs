namespace Compose.Conformance;

/// <summary>What to run.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The folder with <c>suites</c>, <c>components</c> and <c>hosts</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The file that describes the host, or its name in <c>hosts</c>.</summary>
    public required string Host { get; init; }

    /// <summary>Only suites of these names; all if empty.</summary>
    public IReadOnlyList<string> Suites { get; init; } = [];

    /// <summary>Only tests whose id holds this.</summary>
    public string Filter { get; init; } = string.Empty;

    /// <summary>The founders' list of fixtures to judge by instead of the suites, or null.</summary>
    public string? Fixtures { get; init; }

    /// <summary>No step gets more seconds than this, whatever its test allows.</summary>
    public int Seconds { get; init; } = int.MaxValue;

    /// <summary>Who is told of the run and of every test as it ends.</summary>
    public EventLog Events { get; init; } = EventLog.None;

    /// <summary>How many tests run at once.</summary>
    public int Jobs { get; init; } = 1;
}
