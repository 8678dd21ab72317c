namespace Compose.Exec.Composer;

/// <summary>How a guest wants a child to run.</summary>
internal sealed record ChildOptions
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables for the instances of the child that may have some; null for those of its plan.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Environment { get; init; }

    public ReadOnlyMemory<byte> Stdin { get; init; }

    /// <summary>Beside what the child's plan asks and what the caller has left.</summary>
    public ExecLimits Limits { get; init; } = new() { MemoryBytes = null };

    /// <summary>Most bytes of either output that are kept.</summary>
    public int OutputBytes { get; init; } = 16 << 20;

    /// <summary>The streams are the caller's own, not kept for it.</summary>
    public bool SharesStreams { get; init; }
}
