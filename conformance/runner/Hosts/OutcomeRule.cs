using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Understands an end: all conditions that are given must hold.</summary>
internal sealed record OutcomeRule(IReadOnlyList<int> Exit, Regex? Stdout, Regex? Stderr, Outcome Outcome)
{
    public bool Matches(ProcessResult result) =>
        (Exit.Count == 0 || Exit.Contains(result.ExitCode))
        && (Stdout is null || Stdout.IsMatch(result.StdoutText))
        && (Stderr is null || Stderr.IsMatch(result.StderrText));
}
