using Compose.Engine;

namespace Compose.Exec.Engines;

/// <summary>
/// An engine as `engine list` shows it: <paramref name="Info"/> and <paramref name="Origin"/> where it can be used, else
/// <paramref name="Problem"/>.
/// </summary>
public sealed record EngineStatus(string Name, EngineInfo? Info, string? Origin, ComposeError? Problem)
{
    public bool IsUsable => Info is not null;
}
