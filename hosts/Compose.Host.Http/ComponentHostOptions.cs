using Compose.Exec;

namespace Compose.Host.Http;

/// <summary>How a <see cref="ComponentHost"/> answers requests.</summary>
public sealed record ComponentHostOptions
{
    /// <summary>Arguments, limits and streams of the instances; the time limit is <see cref="RequestTimeout"/>.</summary>
    public ExecOptions Exec { get; init; } = new();

    /// <summary>
    /// What of <see cref="Exec"/> depends on what is served: stores and secrets of its tenant, and the like. Asked again when
    /// something else is served; null where nothing does.
    /// </summary>
    public Func<ExecSubject, ExecOptions, ExecOptions>? ExecOf { get; init; }

    /// <summary>Requests that one instance answers before it is thrown away; 1 is a new one for each.</summary>
    public int Reuse { get; init; } = 1;

    /// <summary>Instances under way at once; what comes beyond waits.</summary>
    public int MaxInstances { get; init; } = 128;

    /// <summary>Requests that wait for an instance; what comes beyond is answered with 503.</summary>
    public int MaxQueue { get; init; } = 4_096;

    /// <summary>Instances kept ready while there is nothing to do.</summary>
    public int PoolSize { get; init; } = 16;

    /// <summary>From the arrival of a request until its instance is stopped; null for ever.</summary>
    public TimeSpan? RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of one response's body; null for any number.</summary>
    public long? MaxResponseBytes { get; init; }

    /// <summary>Where standard output of the instances goes, line by line; null gives every instance the stream of <see cref="Exec"/>.</summary>
    public Stream? Stdout { get; init; }

    /// <summary>As <see cref="Stdout"/>, for standard error.</summary>
    public Stream? Stderr { get; init; }

    /// <summary>
    /// Bytes after whose allocation short-lived objects are collected, in the whole process; null leaves it to the runtime,
    /// which lets tens of megabytes lie on a processor with a large cache. For programs that do nothing but serve.
    /// </summary>
    public long? CollectAfterBytes { get; init; }

    /// <summary>Told of every request that failed and of every reload; null for nobody. Called on any thread, must not block.</summary>
    public Action<ServeEvent>? Events { get; init; }
}
