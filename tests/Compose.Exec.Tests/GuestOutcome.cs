namespace Compose.Exec.Tests;

/// <summary>What a run came to, and what it wrote.</summary>
public sealed record GuestOutcome(ExecResult Result, string Output, string Error);
