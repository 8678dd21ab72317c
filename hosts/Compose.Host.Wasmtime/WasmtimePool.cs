namespace Compose.Host.Wasmtime;

/// <summary>
/// Sizes of Wasmtime's pooling allocator: slots for instances, memories and tables are reserved when the engine starts
/// and reused. A store's limiter is then asked for initial sizes only; what memories may grow to is divided evenly.
/// </summary>
public sealed record WasmtimePool
{
    /// <summary>Instances at one time, and as many memories and tables.</summary>
    public int Instances { get; init; } = 1000;

    /// <summary>Most bytes of one memory.</summary>
    public long MemoryBytes { get; init; } = 1L << 32;

    /// <summary>Most elements of one table.</summary>
    public int TableElements { get; init; } = 20_000;
}
