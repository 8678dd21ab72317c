namespace Compose.Exec;

/// <summary>
/// What a run may use. A limit that is reached ends the run with <c>Exec.ResourceExhausted</c> or <c>Exec.Timeout</c>
/// (exit code 137); null is without limit. The stricter of the caller, the plan and the host's policy holds.
/// </summary>
public sealed record ExecLimits
{
    private const ulong FuelPerMillisecond = 1_000_000;

    /// <summary>1 GiB of memory for all instances together, and nothing else limited.</summary>
    public static ExecLimits Default { get; } = new();

    /// <summary>Bytes of all linear memories together. A <c>memory.grow</c> beyond it answers -1 to the guest.</summary>
    public ulong? MemoryBytes { get; init; } = 1UL << 30;

    /// <summary>Fuel: roughly one unit an instruction; null does not count it, which is faster.</summary>
    public long? Fuel { get; init; }

    /// <summary>Time from the first entry into the guest.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Calls of host functions by one instance of the plan.</summary>
    public long? Operations { get; init; }

    /// <summary>Bytes written to streams by one instance of the plan.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>Live handles of host resources of one instance.</summary>
    public int? Handles { get; init; }

    /// <summary>Files and directories that one instance has open at once.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>The stricter of two, part by part.</summary>
    public ExecLimits Meet(ExecLimits other) => new()
    {
        MemoryBytes = Least(MemoryBytes, other.MemoryBytes),
        Fuel = Least(Fuel, other.Fuel),
        Timeout = Least(Timeout, other.Timeout),
        Operations = Least(Operations, other.Operations),
        OutputBytes = Least(OutputBytes, other.OutputBytes),
        Handles = Least(Handles, other.Handles),
        OpenFiles = Least(OpenFiles, other.OpenFiles),
    };

    /// <summary>
    /// Limits as a plan or a host's policy names them. Processor time is counted in fuel, a million units to the
    /// millisecond, so that the same run ends at the same instruction on every machine.
    /// </summary>
    public static ExecLimits Of(ResourceLimits limits) => new()
    {
        MemoryBytes = limits.MemoryBytes,
        Fuel = Least(Signed(limits.Fuel), limits.CpuMilliseconds is { } cpu ? Signed(Math.Min(cpu, long.MaxValue / FuelPerMillisecond) * FuelPerMillisecond) : null),
        Timeout = limits.WallMilliseconds is { } time ? TimeSpan.FromMilliseconds(Math.Min(time, 1e12)) : null,
        Operations = Signed(limits.IoOperations),
    };

    private static long? Signed(ulong? value) => value is { } number ? (long)Math.Min(number, long.MaxValue) : null;

    private static T? Least<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is { } x && b is { } y ? (x.CompareTo(y) < 0 ? x : y) : a ?? b;
}
