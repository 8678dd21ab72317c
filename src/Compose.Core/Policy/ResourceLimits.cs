namespace Compose;

/// <summary>Ceilings of one run; null means no ceiling of this kind from this source.</summary>
public sealed record ResourceLimits
{
    /// <summary>No ceilings.</summary>
    public static ResourceLimits None { get; } = new();

    /// <summary>Processor time of the guests in milliseconds.</summary>
    public ulong? CpuMilliseconds { get; init; }

    /// <summary>Linear memory of all instances together in bytes.</summary>
    public ulong? MemoryBytes { get; init; }

    /// <summary>Input and output operations: host calls that read, write, send or receive.</summary>
    public ulong? IoOperations { get; init; }

    /// <summary>Time from start to deadline in milliseconds.</summary>
    public ulong? WallMilliseconds { get; init; }

    /// <summary>Units of fuel.</summary>
    public ulong? Fuel { get; init; }

    /// <summary>Elements of all tables of all instances together.</summary>
    public ulong? TableElements { get; init; }

    /// <summary>Live handles of one instance.</summary>
    public ulong? Handles { get; init; }

    /// <summary>Files, directories and sockets that one instance has open at once.</summary>
    public ulong? OpenFiles { get; init; }

    /// <summary>Bytes that one instance writes to streams, files and sockets.</summary>
    public ulong? OutputBytes { get; init; }

    public bool IsEmpty => this == None;

    /// <summary>The lower ceiling of each kind.</summary>
    public ResourceLimits Meet(ResourceLimits other) => new()
    {
        CpuMilliseconds = Lower(CpuMilliseconds, other.CpuMilliseconds),
        MemoryBytes = Lower(MemoryBytes, other.MemoryBytes),
        IoOperations = Lower(IoOperations, other.IoOperations),
        WallMilliseconds = Lower(WallMilliseconds, other.WallMilliseconds),
        Fuel = Lower(Fuel, other.Fuel),
        TableElements = Lower(TableElements, other.TableElements),
        Handles = Lower(Handles, other.Handles),
        OpenFiles = Lower(OpenFiles, other.OpenFiles),
        OutputBytes = Lower(OutputBytes, other.OutputBytes),
    };

    private static ulong? Lower(ulong? a, ulong? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
