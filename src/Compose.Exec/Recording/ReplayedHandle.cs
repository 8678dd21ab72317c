namespace Compose.Exec;

/// <summary>Stands in a replay for the resource that the recorded run had under this number.</summary>
internal sealed record ReplayedHandle(long Number);
