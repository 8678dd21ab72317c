namespace Compose.Conformance;

/// <summary>One thing that is asked of a host, and what must come of it.</summary>
public sealed record Step
{
    public required StepKind Kind { get; init; }

    /// <summary>What to act upon, by kind of file: <c>component</c>, <c>plan</c>, <c>wac</c>; paths count from the suite's folder.
    /// A component <c>@NAME</c> is what the step called NAME composed, <c>files:PATH</c> a file that the test lays.</summary>
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

    /// <summary>Variables of the host's own process, which are none of the guest's.</summary>
    public IReadOnlyDictionary<string, string> HostEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder that the host is started in, below the test's files.</summary>
    public string HostFolder { get; init; } = string.Empty;

    /// <summary>When the host is to be ended in the middle, or null.</summary>
    public Interruption? Kill { get; init; }

    /// <summary>What is done to files of the host's home, for <see cref="StepKind.Damage"/>.</summary>
    public Damage? Damage { get; init; }

    public required Expectation Expect { get; init; }
}
