namespace Compose.Conformance;

/// <summary>How one kind of step is asked of a host.</summary>
/// <param name="Command">The command as a template.</param>
/// <param name="Outcomes">How its end is understood, first match first; without a match, exit code 0 is <see cref="Outcome.Ok"/> and any other <see cref="Outcome.Failed"/>.</param>
internal sealed record HostAction(CommandTemplate Command, IReadOnlyList<OutcomeRule> Outcomes);
