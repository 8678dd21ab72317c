using System.Diagnostics;
using Compose.Capabilities.Files;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Services;

/// <summary>
/// The world as one composition instance meets it: the only way from a capability to clocks, random numbers, standard
/// streams and files.
/// </summary>
public sealed record HostServices
{
    public IMonotonicClock MonotonicClock { get; init; } = new VirtualClock(0);

    public IWallClock WallClock { get; init; } = new FixedWallClock();

    /// <summary>The generator of one instance for one purpose (<c>secure</c>, <c>insecure</c>, <c>seed</c>).</summary>
    public Func<InstancePath, string, IRandomSource> Random { get; init; } = static (node, purpose) => SeededRandom.ForNode([], node, purpose);

    public IInputSource Stdin { get; init; } = ClosedSource.Instance;

    public IOutputSink Stdout { get; init; } = ClosedSink.Instance;

    public IOutputSink Stderr { get; init; } = ClosedSink.Instance;

    public IFileTrees Files { get; init; } = NoFiles.Instance;

    /// <summary>Attributes of files as a strict run shows them; null shows those of the host.</summary>
    public StableNodes? StableNodes { get; init; }

    /// <summary>Who is told of denials.</summary>
    public Observer Observer { get; init; } = Observer.None;

    /// <summary>The span of the run, for what is traced where no other is current.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The plan that runs, for receipts of denials.</summary>
    public Digest? Plan { get; init; }

    /// <summary>Sockets and names; null where there is no network: then every socket is refused, whatever was granted.</summary>
    public INetwork? Network { get; init; }

    /// <summary>The buckets of the run's tenant; null where there are none.</summary>
    public IKeyValueStores? KeyValue { get; init; }

    /// <summary>Where the lines go that guests log; null drops them (events tell them still).</summary>
    public ILogSink? Log { get; init; }

    /// <summary>Who offers interfaces beside those of WASI, in the order in which they are asked.</summary>
    public IReadOnlyList<ICapabilitySource> Sources { get; init; } = [];

    /// <summary>The clock by which grants expire.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes grants away while guests run; null where nobody does.</summary>
    public AuthorityControl? Control { get; init; }

    /// <summary>Sends HTTP requests; null where there is no network.</summary>
    public IHttpTransport? Http { get; init; }

    /// <summary>Brings out what the standard streams still hold, at the end of a run of whatever outcome.</summary>
    public void Finish(TimeSpan patience)
    {
        Stdout.Finish(patience);
        Stderr.Finish(patience);
    }

    /// <summary>Real clocks and random numbers; files of the host; standard streams as given.</summary>
    public static HostServices System(IInputSource stdin, IOutputSink stdout, IOutputSink stderr, IFileTrees files)
    {
        var random = new SystemRandom();
        return new HostServices
        {
            MonotonicClock = new SystemMonotonicClock(TimeProvider.System),
            WallClock = new SystemWallClock(TimeProvider.System),
            Random = (_, _) => random,
            Stdin = stdin,
            Stdout = stdout,
            Stderr = stderr,
            Files = files,
            Network = SystemNetwork.Instance,
            Http = new LazyHttpTransport(),
        };
    }

    /// <summary>The nanoseconds that one reading of a strict clock takes.</summary>
    public const ulong StrictStep = 1_000;

    /// <summary>The date that a strict wall clock shows at the start: 2000-01-01T00:00:00Z.</summary>
    public static Timestamp StrictEpoch => new(946_684_800, 0);

    /// <summary>
    /// Determinism mode strict: one virtual clock for all instances, from 0, moved by waiting and by
    /// <see cref="StrictStep"/> at each reading; the wall clock <see cref="StrictEpoch"/> plus that; random numbers from
    /// the seed, instance and purpose; attributes of files as <see cref="StableNodes"/> shows them.
    /// </summary>
    public static HostServices Strict(byte[] seed, IInputSource stdin, IOutputSink stdout, IOutputSink stderr, IFileTrees files)
    {
        var clock = new VirtualClock(StrictStep);
        return new HostServices
        {
            MonotonicClock = clock,
            WallClock = new VirtualWallClock(StrictEpoch, clock),
            Random = (node, purpose) => SeededRandom.ForNode(seed, node, purpose),
            Stdin = stdin,
            Stdout = stdout,
            Stderr = stderr,
            Files = files,
            StableNodes = new StableNodes(StrictEpoch),
        };
    }
}
