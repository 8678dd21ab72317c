namespace Compose.Runtime;

/// <summary>Limits and services of one composition instance. What is not set is unlimited, or bounded as said.</summary>
public sealed record ComponentStoreOptions
{
    public static ComponentStoreOptions Default { get; } = new();

    /// <summary>Bytes of all linear memories together.</summary>
    public ulong? MaxMemoryBytes { get; init; }

    /// <summary>Elements of all tables together.</summary>
    public ulong MaxTableElements { get; init; } = 20_000_000;

    /// <summary>Core and component instances together.</summary>
    public int MaxInstances { get; init; } = 1_000_000;

    /// <summary>Live handles of one component instance.</summary>
    public int MaxHandles { get; init; } = 1_000_000;

    /// <summary>Host memory in bytes that the values of one call from a guest to the host may take.</summary>
    public long MaxLiftedBytes { get; init; } = 1L << 30;

    /// <summary>Stack of the guests in bytes.</summary>
    public long MaxStackBytes { get; init; } = 4 << 20;

    /// <summary>Fuel; null does not count it.</summary>
    public long? Fuel { get; init; }

    /// <summary>
    /// Processor time of the threads on which guests run, until they are stopped with <c>Exec.ResourceExhausted</c>. Where
    /// the system does not tell it, the time during which they ran and waited for nothing.
    /// </summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>Time from the first entry until the guests are stopped with <c>Exec.Timeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The store of the guest for which this one was made, by a host function that the guest is in: what is used here counts
    /// there as well, and neither goes beyond the other's limits on memory, fuel and processor time. Null for a run of its own.
    /// </summary>
    public ComponentStore? Within { get; init; }

    /// <summary>Stops the guests with <c>Exec.Cancelled</c>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The clock that the timeout is measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees every call to the host; null for none.</summary>
    public IHostCallHook? CallHook { get; init; }

    /// <summary>Options of edges between instances; null gives every edge the direct path.</summary>
    public IWireHooks? Wires { get; init; }

    /// <summary>Is told when instances start and when a failure ends them, at the level trace.</summary>
    public EventLog Events { get; init; } = EventLog.None;

    /// <summary>
    /// Whether calls between components use fused adapters (the default). Without them values pass through the host: the
    /// slow reference that the adapters are tested against.
    /// </summary>
    public bool FuseAdapters { get; init; } = true;
}
