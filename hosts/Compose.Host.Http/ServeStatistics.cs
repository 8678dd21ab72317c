namespace Compose.Host.Http;

/// <summary>Counts of one <see cref="ComponentHost"/> since it was made; read at any time from any thread.</summary>
public sealed class ServeStatistics
{
    /// <summary>Upper bounds of the buckets of <see cref="Durations"/> in seconds; one more holds what is longer.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly double[] s_bounds = [.. Bounds];
    private readonly long[] _durations = new long[s_bounds.Length + 1];
    private readonly long[] _classes = new long[6];
    private long _ticks;
    private long _broken;
    private long _traps;
    private long _timeouts;
    private long _refused;
    private long _instances;
    private long _renewals;
    private long _reloads;
    private int _inFlight;

    /// <summary>Requests being answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Answers that were broken off in the middle.</summary>
    public long Broken => Interlocked.Read(ref _broken);

    /// <summary>Requests whose guest trapped.</summary>
    public long Traps => Interlocked.Read(ref _traps);

    /// <summary>Requests whose time was over.</summary>
    public long Timeouts => Interlocked.Read(ref _timeouts);

    /// <summary>Requests that were turned away because too many were waiting.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Instances that were made from nothing.</summary>
    public long Instances => Interlocked.Read(ref _instances);

    /// <summary>Instances that were put back into their first state instead.</summary>
    public long Renewals => Interlocked.Read(ref _renewals);

    /// <summary>Times that another plan took over.</summary>
    public long Reloads => Interlocked.Read(ref _reloads);

    /// <summary>Time of all answers together.</summary>
    public TimeSpan TotalTime => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>Answers by duration.</summary>
    public IReadOnlyList<long> Durations => [.. _durations.Select((_, i) => Interlocked.Read(ref _durations[i]))];

    /// <summary>Answers by hundreds of their status: index 2 counts 200 to 299.</summary>
    public IReadOnlyList<long> Statuses => [.. _classes.Select((_, i) => Interlocked.Read(ref _classes[i]))];

    internal void Begin() => Interlocked.Increment(ref _inFlight);

    internal void End(int status, TimeSpan duration)
    {
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Add(ref _ticks, duration.Ticks);
        double seconds = duration.TotalSeconds;
        int bucket = 0;
        while (bucket < s_bounds.Length && seconds > s_bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _durations[bucket]);
        if (status == 0)
        {
            Interlocked.Increment(ref _broken);
        }
        else
        {
            Interlocked.Increment(ref _classes[Math.Clamp(status / 100, 1, 5)]);
        }
    }

    internal void CountTrap() => Interlocked.Increment(ref _traps);

    internal void CountTimeout() => Interlocked.Increment(ref _timeouts);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountInstance() => Interlocked.Increment(ref _instances);

    internal void CountRenewal() => Interlocked.Increment(ref _renewals);

    internal void CountReload() => Interlocked.Increment(ref _reloads);
}
