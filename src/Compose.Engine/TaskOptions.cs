namespace Compose.Engine;

/// <summary>Limits of one task.</summary>
public sealed record TaskOptions
{
    public static TaskOptions Default { get; } = new();

    /// <summary>
    /// Stack that guest frames of this task may use, in bytes; what the thread has, less its reserve for host functions,
    /// if that is smaller.
    /// </summary>
    public long MaxStackBytes { get; init; } = 4 << 20;

    /// <summary>Fuel to begin with; only modules compiled with <see cref="CompileOptions.Fuel"/> use it up.</summary>
    public long Fuel { get; init; } = long.MaxValue;

    /// <summary>Asked at checks. Without one an interrupt traps with <see cref="TrapCode.Interrupted"/>.</summary>
    public IInterruptPolicy? Policy { get; init; }

    /// <summary>The first value of <see cref="CoreTask.State"/>.</summary>
    public object? State { get; init; }
}
