namespace Compose.Conformance;

/// <summary>One thing that is asked of a host, and what must come of it.</summary>
public sealed record Step
{
    public required StepKind Kind { get; init; }

    /// <summary>What to act upon, by kind of file: <c>component</c>, <c>plan</c>, <c>wac</c>; paths count from the suite's folder.
    /// A component <c>@NAME</c> is what the step called NAME composed.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>The name by which later steps mean this one.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Guest folder → folder of the test's scratch space.</summary>
    public IReadOnlyDictionary<string, string> Directories { get; init; } = new Dictionary<string, string>();

    public string Stdin { get; init; } = string.Empty;

    /// <summary>Names and values of what the host is asked beyond that: <c>memory</c>, <c>fuel</c>, <c>cap</c>, <c>policy</c> …</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary><c>interface#function(values)</c> of an invocation.</summary>
    public string Call { get; init; } = string.Empty;

    public IReadOnlyList<HttpExchange> Requests { get; init; } = [];

    public required Expectation Expect { get; init; }
}
