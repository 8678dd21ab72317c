using System.Diagnostics;
using Compose.Capabilities.Wasi.Http;
using Compose.Engine;
using Compose.Exec;
using Compose.Runtime;
using Microsoft.AspNetCore.Http;

namespace Compose.Host.Http;

/// <summary>
/// A plan, artifact or component that answers HTTP requests within an ASP.NET Core application: its
/// <see cref="HandleAsync"/> is a request delegate. Every request gets an instance in its first state, unless
/// <see cref="ComponentHostOptions.Reuse"/> says otherwise. What is served can be replaced while requests are under way
/// (<see cref="Replace"/>).
/// </summary>
public sealed class ComponentHost : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<Exchange> _free = new();
    private readonly List<Exchange> _active = [];
    private readonly ICoreEngine _engine;
    private readonly long? _limit;
    private readonly OutputLines? _stdout;
    private readonly OutputLines? _stderr;
    private Exchange[] _ticked = [];
    private Generation _generation;
    private volatile bool _isDraining;
    private int _inFlight;
    private long _collectedAt;

    /// <summary>Compiles and instantiates what is to be served once, so that whatever is wrong shows now.</summary>
    /// <exception cref="ComposeException">It cannot be instantiated, or exports no <c>wasi:http/incoming-handler</c>.</exception>
    public ComponentHost(ICoreEngine engine, ExecSubject subject, ComponentHostOptions? options = null)
    {
        _engine = engine;
        Options = options ?? new ComponentHostOptions();
        _limit = Options.RequestTimeout is { } time ? (long)(time.TotalSeconds * Stopwatch.Frequency) : null;
        AbortCheckAfter = Stopwatch.Frequency / 20;
        Scheduler = new GuestScheduler(Options.MaxInstances, Options.MaxQueue) { Tick = OnTick };
        _stdout = Options.Stdout is null ? null : new OutputLines(Options.Stdout);
        _stderr = Options.Stderr is null ? null : ReferenceEquals(Options.Stderr, Options.Stdout) ? _stdout : new OutputLines(Options.Stderr);
        try
        {
            _generation = Prepare(subject);
        }
        catch
        {
            Dispose();
            throw;
        }

        HostLevels.Add(this);
    }

    public ComponentHostOptions Options { get; }

    /// <summary>Requests being answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What is served now.</summary>
    public ExecSubject Subject => _generation.Deployment.Subject;

    /// <summary>Requests that wait for an instance.</summary>
    public int Queued => Scheduler.Queued;

    /// <summary>Instances that wait for a request.</summary>
    public int IdleInstances => _generation.Idle;

    /// <summary>Whether it was told to take no more requests (<see cref="BeginDrain"/>).</summary>
    public bool IsDraining => _isDraining;

    internal GuestScheduler Scheduler { get; }

    /// <summary>Time stamp units after which it is asked whether the client is still there.</summary>
    internal long AbortCheckAfter { get; }

    /// <summary>Answers one request. Never throws: what fails is answered with a problem (RFC 9457).</summary>
    public async Task HandleAsync(HttpContext context)
    {
        long arrival = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _inFlight);
        Generation generation = Volatile.Read(ref _generation);
        Exchange exchange = Rent();
        using Activity? span = RequestTrace.Start(context);
        try
        {
            await exchange.HandleAsync(context, generation, arrival, span).ConfigureAwait(false);
        }
        finally
        {
            exchange.Leave();
            Interlocked.Decrement(ref _inFlight);
            int status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            Measure(generation, status, arrival);
            RequestTrace.End(span, status);
        }
    }

    /// <summary>
    /// Serves something else from now on. It is compiled and instantiated first; if that fails, everything stays as it
    /// is. Requests under way end with what they began with.
    /// </summary>
    /// <exception cref="ComposeException">What is wrong with the new one.</exception>
    public void Replace(ExecSubject subject)
    {
        Generation next = Prepare(subject);
        Generation former = Interlocked.Exchange(ref _generation, next);
        former.Retire();
        ComposeMetrics.Reloads.Add(1, next.Tenant);
        Options.Events?.Invoke(new ServeEvent(ServeEvent.Reload, null));
    }

    /// <summary>Says that the server is about to end: readiness fails from now on, requests are still answered.</summary>
    public void BeginDrain() => _isDraining = true;

    /// <summary>Stops every guest that still runs; their requests fail.</summary>
    public void StopAll()
    {
        Exchange[] active;
        lock (_gate)
        {
            active = [.. _active];
        }

        foreach (Exchange exchange in active)
        {
            exchange.Stop();
        }
    }

    /// <summary>Ends the threads. Only when no request is under way.</summary>
    public void Dispose()
    {
        HostLevels.Remove(this);
        _generation?.Retire();
        Scheduler.Dispose();
        _stdout?.Dispose();
        _stderr?.Dispose();
    }

    internal bool IsLate(long arrival) => _limit is { } limit && Stopwatch.GetTimestamp() - arrival > limit;

    internal DeployedStreams Streams() => new(
        Options.Exec.Stdin,
        _stdout is { } output ? new LineSink(output) : Options.Exec.Stdout,
        _stderr is { } error ? new LineSink(error) : Options.Exec.Stderr);

    internal void Tell(ServeEvent happened, HttpFailure? failure)
    {
        if (happened.Error is null && failure is not null)
        {
            happened = happened with { What = "error-code " + failure.Name };
        }

        Options.Events?.Invoke(happened);
        Options.Exec.Observer.Events.With(Subject.Tenant).Emit(
            EventLevel.Warn,
            "request failed",
            null,
            ("operation", "exec_serve"),
            ("details", happened.What),
            ("error_code", happened.Error?.Code.Name),
            ("method", happened.Method),
            ("path", happened.Path),
            ("status", happened.Status));
    }

    internal void Remember(Exchange exchange)
    {
        lock (_gate)
        {
            exchange.Index = _active.Count;
            _active.Add(exchange);
        }
    }

    internal void Forget(Exchange exchange)
    {
        lock (_gate)
        {
            if (exchange.Index < 0)
            {
                return;
            }

            Exchange last = _active[^1];
            _active[exchange.Index] = last;
            last.Index = exchange.Index;
            _active.RemoveAt(_active.Count - 1);
            exchange.Index = -1;
        }
    }

    internal void Return(Exchange exchange)
    {
        lock (_gate)
        {
            if (_free.Count < 256)
            {
                _free.Push(exchange);
            }
        }
    }

    private static void Measure(Generation generation, int status, long arrival)
    {
        if (ComposeMetrics.HttpRequests.Enabled || ComposeMetrics.HttpRequestDuration.Enabled)
        {
            KeyValuePair<string, object?> label = ComposeMetrics.Of("status", StatusClass(status));
            ComposeMetrics.HttpRequests.Add(1, label, generation.Tenant);
            ComposeMetrics.HttpRequestDuration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds, label, generation.Tenant);
        }
    }

    private static string StatusClass(int status) => (status / 100) switch
    {
        0 => "broken",
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "other",
    };

    private Exchange Rent()
    {
        lock (_gate)
        {
            return _free.TryPop(out Exchange? free) ? free : new Exchange(this);
        }
    }

    private Generation Prepare(ExecSubject subject)
    {
        ExecOptions exec = Options.ExecOf?.Invoke(subject, Options.Exec) ?? Options.Exec;
        var generation = new Generation(this, new Deployment(_engine, subject, exec, Generation.Handler));
        using var thread = new GuestThread();
        thread.Run(generation.Prove);
        return generation;
    }

    private void OnTick()
    {
        int count;
        lock (_gate)
        {
            count = _active.Count;
            if (_ticked.Length < count)
            {
                _ticked = new Exchange[Math.Max(count, 64)];
            }

            _active.CopyTo(_ticked);
        }

        if (Options.CollectAfterBytes is { } most && GC.GetTotalAllocatedBytes() is var allocated && allocated - _collectedAt > most)
        {
            _collectedAt = allocated;
            GC.Collect(0);
        }

        long now = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            _ticked[i].OnTick(now, _limit);
        }
    }
}
