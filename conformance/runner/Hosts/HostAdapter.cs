using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>How to ask one host, as its file says.</summary>
internal sealed record HostAdapter
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The program, as a name to look for.</summary>
    public required string Program { get; init; }

    /// <summary>An environment variable that names the program instead.</summary>
    public string? ProgramVariable { get; init; }

    /// <summary>Paths to try before PATH, from the folder of the adapter.</summary>
    public IReadOnlyList<string> ProgramPaths { get; init; } = [];

    public required CommandTemplate Version { get; init; }

    public CommandTemplate? Fingerprint { get; init; }

    /// <summary>Suites that the host claims to pass.</summary>
    public required IReadOnlyList<string> Suites { get; init; }

    /// <summary>What it offers beyond a suite's core.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<StepKind, HostAction> Actions { get; init; } = new Dictionary<StepKind, HostAction>();

    /// <summary>How a directory, a variable and each option are said.</summary>
    public IReadOnlyDictionary<string, CommandTemplate> Phrases { get; init; } = new Dictionary<string, CommandTemplate>();

    /// <summary>Finds error codes in what the host wrote; null if it reports none.</summary>
    public Regex? Codes { get; init; }

    /// <summary>The command of a host that is asked over JSON lines, instead of actions.</summary>
    public CommandTemplate? Protocol { get; init; }

    /// <summary>Outcomes of the protocol are the host's own words, so there are no rules.</summary>
    public bool Speaks => Protocol is not null;

    public required string Folder { get; init; }

    public required string File { get; init; }
}
