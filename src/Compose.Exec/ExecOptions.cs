using Compose.Capabilities;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;
using Compose.Store;

namespace Compose.Exec;

/// <summary>How to run: what the caller decides, as against the plan.</summary>
public sealed record ExecOptions
{
    /// <summary>Arguments after the program's name, for instances that may see them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The first argument that a guest sees.</summary>
    public string ProgramName { get; init; } = "component";

    /// <summary>What relative host paths of grants count from: the plan's folder, or the current one for an artifact.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;

    public ExecLimits Limits { get; init; } = ExecLimits.Default;

    public IInputSource Stdin { get; init; } = ClosedSource.Instance;

    public IOutputSink Stdout { get; init; } = ClosedSink.Instance;

    public IOutputSink Stderr { get; init; } = ClosedSink.Instance;

    /// <summary>How deterministic the run has to be; a stricter mode of the plan or of the host's policy wins.</summary>
    public DeterminismMode Determinism { get; init; } = DeterminismMode.Relaxed;

    /// <summary>The seed of random numbers; non-null makes the run strict.</summary>
    public byte[]? StrictSeed { get; init; }

    /// <summary>Where a run in audit mode writes its recording; not closed. Null keeps its digest only, if somebody takes the receipt.</summary>
    public Stream? Recording { get; init; }

    /// <summary>Where the recordings of a <see cref="Deployment"/> in audit mode go; null as for <see cref="Recording"/>, which is for a single run.</summary>
    public IRecordingSink? Recordings { get; init; }

    /// <summary>What is done with calls across wires.</summary>
    public WireOptions Wires { get; init; } = WireOptions.None;

    /// <summary>Where results of strict runs are kept and found again; null runs everything. See <see cref="OpenCache"/>.</summary>
    public ExecCache? Cache { get; init; }

    /// <summary>Runs although the cache has the result, and keeps the new one.</summary>
    public bool RefreshesCache { get; init; }

    /// <summary>Stops the run with <see cref="ExecOutcome.Cancelled"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Who watches: events, receipts, audit records.</summary>
    public Observer Observer { get; init; } = Observer.None;

    /// <summary>Sees every host call of the run; null for none.</summary>
    public IHostCallHook? CallHook { get; init; }

    /// <summary>The buckets of the run's tenant; null gives it empty ones that last as long as the run, as a strict run has always.</summary>
    public IKeyValueStores? KeyValue { get; init; }

    /// <summary>Where the lines go that guests log; null drops them.</summary>
    public ILogSink? Log { get; init; }

    /// <summary>Takes grants away while the run goes on; null where nobody does.</summary>
    public AuthorityControl? Control { get; init; }

    /// <summary>
    /// Redeems tokens of secrets; null has none. A strict run has none either: tokens and what is made with them differ from
    /// run to run.
    /// </summary>
    public ISecretHost? Secrets { get; init; }

    /// <summary>The tenant's blobs, for <c>sys:compose/blobs</c>; null has none.</summary>
    public IBlobShelf? Blobs { get; init; }

    /// <summary>Signs what guests claim by <c>std:attest</c>; null signs nothing. A strict run has none: what is signed differs from host to host.</summary>
    public IGuestAttester? Attester { get; init; }

    /// <summary>Answers <c>sys:compose/trust</c>; null answers nothing.</summary>
    public ITrustGate? Trust { get; init; }

    /// <summary>The exec cache of a store as this build of the host uses it.</summary>
    public static ExecCache OpenCache(ContentStore store) => new(store, RunCaching.Build);
}
