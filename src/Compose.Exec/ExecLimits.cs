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

    /// <summary>
    /// Processor time of the guests: of the threads they run on, from the first entry on. A strict run counts it in fuel, a
    /// million units to the millisecond, so that the same run ends at the same instruction on every machine.
    /// </summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>Elements of all tables together. A <c>table.grow</c> beyond it answers -1 to the guest.</summary>
    public ulong? TableElements { get; init; }

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
        Cpu = Least(Cpu, other.Cpu),
        TableElements = Least(TableElements, other.TableElements),
        Timeout = Least(Timeout, other.Timeout),
        Operations = Least(Operations, other.Operations),
        OutputBytes = Least(OutputBytes, other.OutputBytes),
        Handles = Least(Handles, other.Handles),
        OpenFiles = Least(OpenFiles, other.OpenFiles),
    };

    /// <summary>The same with processor time counted in fuel: the limits of a strict run.</summary>
    internal ExecLimits Deterministic() => Cpu is not { } cpu ? this : this with
    {
        Cpu = null,
        Fuel = Least(Fuel, (long)Math.Min(cpu.TotalMilliseconds * FuelPerMillisecond, long.MaxValue / 2)),
    };

    /// <summary>Limits as a plan or a host's policy names them.</summary>
    public static ExecLimits Of(ResourceLimits limits) => new()
    {
        MemoryBytes = limits.MemoryBytes,
        Fuel = Signed(limits.Fuel),
        Cpu = limits.CpuMilliseconds is { } cpu ? TimeSpan.FromMilliseconds(Math.Min(cpu, 1e12)) : null,
        TableElements = limits.TableElements,
        Handles = Small(limits.Handles),
        OpenFiles = Small(limits.OpenFiles),
        OutputBytes = Signed(limits.OutputBytes),
        Timeout = limits.WallMilliseconds is { } time ? TimeSpan.FromMilliseconds(Math.Min(time, 1e12)) : null,
        Operations = Signed(limits.IoOperations),
    };

    private static int? Small(ulong? value) => value is { } number ? (int)Math.Min(number, int.MaxValue) : null;

    private static long? Signed(ulong? value) => value is { } number ? (long)Math.Min(number, long.MaxValue) : null;

    private static T? Least<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is { } x && b is { } y ? (x.CompareTo(y) < 0 ? x : y) : a ?? b;
}
