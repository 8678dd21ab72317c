using System.Diagnostics;
using Compose.Capabilities;
using Compose.Capabilities.Services;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>Tells events, metrics and the receipt of one run.</summary>
internal sealed class RunWatch : IDisposable
{
    private readonly ExecSubject _subject;
    private readonly string _engine;
    private readonly Observer _observer;
    private readonly EventLog _events;
    private readonly string _function;
    private readonly long _start;
    private readonly DateTimeOffset _started;
    private DigestingSink? _stdout;
    private DigestingSink? _stderr;
    private DigestingSource? _stdin;
    private Activity? _span;
    private DeterminismMode _mode;
    private long? _answers;
    private Digest? _recording;
    private long _entered;
    private string? _cache;

    /// <param name="subject">What runs.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="engine">The engine's fingerprint.</param>
    /// <param name="operation">As events name it: <c>exec_run_cli</c>, <c>exec_invoke</c>.</param>
    /// <param name="function">The function that is called, without arguments.</param>
    /// <param name="isEntered">Whether the run begins now; else it does at <see cref="Entering"/>.</param>
    public RunWatch(ExecSubject subject, Observer observer, string engine, string operation, string function, bool isEntered = true)
    {
        _subject = subject;
        _observer = observer;
        _engine = engine;
        _function = function;
        _start = observer.Time.GetTimestamp();
        _started = observer.WantsRecords ? observer.Time.GetUtcNow() : default;
        _events = observer.Events.Hears(EventLevel.Error)
            ? observer.Events.With(subject.Tenant, ("operation", operation), ("plan_digest", subject.PlanDigest?.ToString()))
            : EventLog.None;
        if (isEntered)
        {
            StartSpan();
        }
    }

    /// <summary>Whether a run has anybody to be told to, so that watching it is worth its while.</summary>
    public static bool IsWanted(Observer observer) =>
        observer.WantsRecords || observer.Events.Hears(EventLevel.Error) || ComposeMetrics.Runs.Enabled || ComposeTracing.Source.HasListeners();

    /// <summary>The run's own view of the log.</summary>
    public EventLog Events => _events;

    /// <summary>What the capabilities of the run are watched by.</summary>
    public Observer Observer => _observer with { Events = _events };

    /// <summary>The exec key, for the receipt; hexadecimal.</summary>
    public string? Key { get; set; }

    /// <summary>The span of the run, to make others children of.</summary>
    public ActivityContext Span => _span?.Context ?? default;

    /// <summary>Traces every host call, if somebody listens to that; else null.</summary>
    public IHostCallHook? Hook => _events.Hears(EventLevel.Trace) ? new HostCallTrace(_events, _observer.Time) : null;

    public void Starting(ExecOptions options, DeterminismMode mode)
    {
        _mode = mode;
        _span?.SetTag("compose.determinism", mode.ToString().ToLowerInvariant());
        _events.Info("starting execution", ("component_digest", _subject.Digest.ToString()), ("function", _function), ("argument_count", options.Arguments.Count), ("determinism", mode.ToString().ToLowerInvariant()));
        if (!_events.Hears(EventLevel.Trace))
        {
            return;
        }

        foreach (Grant grant in _subject.Grants)
        {
            if (grant.State != GrantState.Inert)
            {
                _events.Emit(EventLevel.Trace, grant.IsGranted ? "capability granted" : "capability denied", grant.Instance, ("capability", grant.Name.Track), ("grant", GrantEncoding.DigestOf(grant).ToString()));
            }
        }
    }

    /// <summary>An instance that was made before is entered for one run.</summary>
    public void Entering(DeterminismMode mode)
    {
        _mode = mode;
        StartSpan();
        _span?.SetTag("compose.determinism", mode.ToString().ToLowerInvariant());
        _entered = _observer.Time.GetTimestamp();
    }

    public IInputSource Stdin(IInputSource source) => _observer.WantsRecords ? _stdin = new DigestingSource(source) : source;

    /// <param name="sink">Standard output.</param>
    /// <param name="always">Whether its digest is wanted although nobody takes a receipt.</param>
    public IOutputSink Stdout(IOutputSink sink, bool always) => always || _observer.WantsRecords ? _stdout = new DigestingSink(sink) : sink;

    /// <inheritdoc cref="Stdout"/>
    public IOutputSink Stderr(IOutputSink sink, bool always) => always || _observer.WantsRecords ? _stderr = new DigestingSink(sink) : sink;

    /// <summary>The digest of what was written to standard output; asked for only where it is kept.</summary>
    public Digest StdoutDigest => _stdout!.Digest;

    /// <summary>The digest of what was written to standard error; asked for only where it is kept.</summary>
    public Digest StderrDigest => _stderr!.Digest;

    /// <summary>The answers of the host were recorded.</summary>
    public void Recorded(long answers, Digest digest)
    {
        _answers = answers;
        _recording = digest;
        _events.Info("answers recorded", ("answer_count", answers), ("recording_digest", digest.ToString()));
    }

    /// <summary>The component is compiled, as far as that is done beforehand.</summary>
    public void Instantiating()
    {
        TimeSpan taken = _observer.Time.GetElapsedTime(_start);
        if (ComposeMetrics.CompileDuration.Enabled)
        {
            ComposeMetrics.CompileDuration.Record(taken.TotalSeconds, ComposeMetrics.Of(_subject.Tenant));
        }

        _events.Info("instantiating component", ("duration_ms", (long)taken.TotalMilliseconds));
        _entered = _observer.Time.GetTimestamp();
    }

    public void Calling()
    {
        TimeSpan taken = _observer.Time.GetElapsedTime(_entered);
        if (ComposeMetrics.InstantiateDuration.Enabled)
        {
            ComposeMetrics.InstantiateDuration.Record(taken.TotalSeconds, ComposeMetrics.Of(_subject.Tenant));
        }

        _events.Info("calling main function", ("function", _function), ("duration_ms", (long)taken.TotalMilliseconds));
    }

    /// <summary>The exec cache had the result.</summary>
    public void Found()
    {
        _cache = "hit";
        Count("hit");
        _entered = _observer.Time.GetTimestamp();
    }

    /// <summary>The guest has to run.</summary>
    /// <param name="wasAsked">Whether the exec cache was asked.</param>
    public void Missed(bool wasAsked)
    {
        if (wasAsked)
        {
            _cache = "miss";
            Count("miss");
        }
    }

    /// <summary>Nothing was started, for these reasons.</summary>
    public void Failed(ComposeException failure)
    {
        _span?.SetStatus(ActivityStatusCode.Error, failure.Error.Code.Name);
        foreach (ComposeError error in failure.Errors)
        {
            _events.Emit(EventLevel.Error, "execution failed", error.Where?.Instance, ("error_code", error.Code.Name));
        }

        if (_observer.WantsRecords)
        {
            _observer.Record(Draft(failure.Error.Code.Name) with { Errors = [.. failure.Errors.Select(error => error.Code.Name)] });
        }
    }

    /// <param name="result">What it came to.</param>
    /// <param name="nodes">The instances with what they used; null where nothing ran.</param>
    public void Ended(ExecResult result, IReadOnlyCollection<NodeCapabilities>? nodes)
    {
        _span?.SetTag("compose.exit_code", result.ExitCode);
        _span?.SetStatus(result.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Error?.Code.Name);
        TimeSpan duration = _observer.Time.GetElapsedTime(_entered);
        if (nodes is not null)
        {
            Measure(result, nodes, duration);
        }

        if (result.Error is { } error)
        {
            string message = result.Outcome switch
            {
                ExecOutcome.LimitReached => "limit reached",
                ExecOutcome.Cancelled => "execution cancelled",
                _ => "guest trapped",
            };
            _events.Emit(EventLevel.Error, message, error.Where?.Instance, ("error_code", error.Code.Name));
        }

        _events.Info(
            nodes is null ? "execution cache hit" : "execution complete",
            ("exit_code", result.ExitCode),
            ("exec_key", Key),
            ("duration_ms", (long)duration.TotalMilliseconds),
            ("memory_bytes", (long)result.MemoryBytes),
            EventField.Optional("fuel", result.FuelUsed));
        if (_observer.WantsRecords)
        {
            _observer.Record(Draft(result.Error?.Code.Name ?? $"exit:{result.ExitCode}") with
            {
                Errors = result.Error is { } ended ? [ended.Code.Name] : [],
                Outputs = OutputsOf(result),
                Grants = GrantsOf(nodes),
                Trust = result.Label,
                Answers = _answers,
                Fuel = result.FuelUsed,
                MemoryBytes = result.MemoryBytes,
            });
        }
    }

    public void Dispose()
    {
        _span?.Dispose();
        _stdin?.Dispose();
        _stdout?.Dispose();
        _stderr?.Dispose();
    }

    private void Count(string answer)
    {
        if (ComposeMetrics.CacheLookups.Enabled)
        {
            ComposeMetrics.CacheLookups.Add(1, ComposeMetrics.Of("cache", "exec"), ComposeMetrics.Of("result", answer), ComposeMetrics.Of(_subject.Tenant));
        }
    }

    private void StartSpan()
    {
        if (ComposeTracing.Source.HasListeners())
        {
            _span = ComposeTracing.Source.StartActivity("compose.run");
            _span?.SetTag("compose.function", _function);
            _span?.SetTag("compose.component", _subject.Digest.ToString());
            _span?.SetTag("compose.plan", _subject.PlanDigest?.ToString());
            _span?.SetTag("compose.tenant", _subject.Tenant);
        }
    }

    private void Measure(ExecResult result, IReadOnlyCollection<NodeCapabilities> nodes, TimeSpan duration)
    {
        if (!ComposeMetrics.Runs.Enabled && !ComposeMetrics.HostCalls.Enabled)
        {
            return;
        }

        string outcome = result.Outcome switch
        {
            ExecOutcome.Exited => "exited",
            ExecOutcome.Trapped => "trapped",
            ExecOutcome.LimitReached => "limit-reached",
            _ => "cancelled",
        };
        KeyValuePair<string, object?> tenant = ComposeMetrics.Of(_subject.Tenant);
        ComposeMetrics.Runs.Add(1, tenant, ComposeMetrics.Of("outcome", outcome));
        ComposeMetrics.RunDuration.Record(duration.TotalSeconds, tenant, ComposeMetrics.Of("outcome", outcome));
        ComposeMetrics.MemoryPeak.Record((long)Math.Min(result.MemoryBytes, long.MaxValue), tenant);
        if (result.FuelUsed is { } fuel)
        {
            ComposeMetrics.FuelUsed.Add(fuel, tenant);
        }

        if (result.Error is { } error && result.Outcome != ExecOutcome.Cancelled)
        {
            (result.Outcome == ExecOutcome.Trapped ? ComposeMetrics.Traps : ComposeMetrics.LimitsReached).Add(1, ComposeMetrics.Of("code", error.Code.Name), tenant);
        }

        foreach (WireUse use in result.Wires)
        {
            KeyValuePair<string, object?> consumer = ComposeMetrics.Of("consumer", use.Consumer.Text), provider = ComposeMetrics.Of("provider", use.Provider.Text);
            ComposeMetrics.WireCalls.Add(use.Calls - use.Failures, consumer, provider, tenant, ComposeMetrics.Of("outcome", "ok"));
            if (use.Failures > 0)
            {
                ComposeMetrics.WireCalls.Add(use.Failures, consumer, provider, tenant, ComposeMetrics.Of("outcome", "failed"));
            }

            ComposeMetrics.WireDuration.Add(use.Duration.TotalSeconds, consumer, provider, tenant);
        }

        foreach (NodeCapabilities node in nodes)
        {
            node.Session.Tell(_subject.Tenant);
        }
    }

    private Receipt Draft(string outcome) => new(Receipt.Exec, outcome)
    {
        Plan = _subject.PlanDigest,
        Key = Key,
        Cache = _cache,
        Function = _function,
        Inputs = _stdin is null ? [new("component", _subject.Digest)] : [new("component", _subject.Digest), new("stdin", _stdin.Digest)],
        Engine = _engine,
        Tenant = _subject.Tenant,
        Determinism = _mode,
        Started = _started,
        Duration = _observer.Time.GetElapsedTime(_start),
    };

    private List<KeyValuePair<string, Digest>> OutputsOf(ExecResult result)
    {
        var outputs = new List<KeyValuePair<string, Digest>>();
        if (_recording is { } recording)
        {
            outputs.Add(new("recording", recording));
        }

        if (_stdout is not null)
        {
            outputs.Add(new("stdout", _stdout.Digest));
        }

        if (_stderr is not null)
        {
            outputs.Add(new("stderr", _stderr.Digest));
        }

        if (result.Value is { } value)
        {
            outputs.Add(new("value", Digest.Of(System.Text.Encoding.UTF8.GetBytes(value))));
        }

        return outputs;
    }

    // Grants that the plan gives, with what became of them; and, by their owner, interfaces that act on handles only.
    private List<GrantRecord> GrantsOf(IReadOnlyCollection<NodeCapabilities>? nodes)
    {
        var uses = new Dictionary<(InstancePath, string), InterfaceUse>();
        foreach (NodeCapabilities node in nodes ?? [])
        {
            foreach (InterfaceUse use in node.Session.Uses)
            {
                uses.Add((node.Session.Node, use.Interface), use);
            }
        }

        var records = new List<GrantRecord>();
        foreach (Grant grant in _subject.Grants)
        {
            if (grant.State == GrantState.Inert)
            {
                continue;
            }

            GrantRecord record = GrantEncoding.RecordOf(grant);
            _ = uses.Remove((record.Instance, record.Interface), out InterfaceUse? use);
            records.Add(nodes is null ? record : record with { Calls = use?.Calls ?? 0, Refusals = use?.Refusals ?? 0 });
        }

        foreach (((InstancePath instance, string name), InterfaceUse use) in uses)
        {
            records.Add(new GrantRecord(instance, name) { State = "shared", Calls = use.Calls, Refusals = use.Refusals });
        }

        records.Sort(static (left, right) =>
            left.Instance.CompareTo(right.Instance) is not 0 and var order ? order : string.CompareOrdinal(left.Interface, right.Interface));
        return records;
    }
}
