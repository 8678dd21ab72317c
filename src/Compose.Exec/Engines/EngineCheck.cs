namespace Compose.Exec.Engines;

/// <summary>One finding of `engine doctor`: what was looked at, whether it is well, and what was seen.</summary>
public sealed record EngineCheck(string Engine, string Name, bool IsOk, string Finding);
