namespace Compose.Conformance;

/// <summary>When a host is ended in the middle, without warning.</summary>
/// <param name="After">Time after its start; zero where only output decides.</param>
/// <param name="Stdout">Text that must have come on standard output; empty where only time decides.</param>
public sealed record Interruption(TimeSpan After, string Stdout);
