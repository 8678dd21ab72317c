using System.Text;

namespace Compose.Conformance;

/// <summary>How a process ended and what it wrote.</summary>
public sealed record ProcessResult
{
    public required IReadOnlyList<string> Command { get; init; }

    public required int ExitCode { get; init; }

    public required byte[] Stdout { get; init; }

    public required byte[] Stderr { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>It had to be ended because its time was over.</summary>
    public bool TimedOut { get; init; }

    /// <summary>It was ended in the middle, as the test asked.</summary>
    public bool Killed { get; init; }

    /// <summary>It had to be ended because it wrote more than is kept.</summary>
    public bool Flooded { get; init; }

    /// <summary>It had to be ended because it filled its folders.</summary>
    public bool Filled { get; init; }

    /// <summary>Processes it left behind, which had to be ended.</summary>
    public int LeftBehind { get; init; }

    /// <summary>The reason why it could not be started at all.</summary>
    public string? NotStarted { get; init; }

    public string StdoutText => Encoding.UTF8.GetString(Stdout);

    public string StderrText => Encoding.UTF8.GetString(Stderr);
}
