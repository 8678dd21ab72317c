using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>What must come of a step. What is not said is free.</summary>
public sealed record Expectation
{
    /// <summary>The outcomes that are right; <see cref="Outcome.Ok"/> unless said otherwise.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [Outcome.Ok];

    /// <summary>The exit code of the guest.</summary>
    public int? Exit { get; init; }

    /// <summary>Standard output to the byte.</summary>
    public string? Stdout { get; init; }

    public IReadOnlyList<string> StdoutContains { get; init; } = [];

    public Regex? StdoutMatches { get; init; }

    public IReadOnlyList<string> StderrContains { get; init; } = [];

    /// <summary>Texts that must stand nowhere in what the host wrote, nor in files it left.</summary>
    public IReadOnlyList<string> Nowhere { get; init; } = [];

    /// <summary>The value that a call gives, in WAVE.</summary>
    public string? Value { get; init; }

    /// <summary>Error codes that must be reported, by name; asked only of hosts that report codes.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Files that must hold these texts, among others; a text that begins with <c>!</c> must not stand there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FilesContain { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Files of the scratch space and what they must hold afterwards; null: must not exist.</summary>
    public IReadOnlyDictionary<string, string?> Files { get; init; } = new Dictionary<string, string?>();

    /// <summary>The step whose standard output (or composed bytes) this one's must equal.</summary>
    public string? SameAs { get; init; }

    /// <summary>The step from which it must differ.</summary>
    public string? DiffersFrom { get; init; }

    /// <summary>Seconds within which the step must end.</summary>
    public int Seconds { get; init; } = 20;
}
