using Compose.Capabilities;
using Compose.Capabilities.KeyValue;
using Compose.Engine;
using Compose.Exec.Composer;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>
/// What <see cref="ExecLoader"/> has loaded, compiled for an engine and ready to be instantiated any number of times, on
/// any threads: for hosts that answer many calls. A single run is the business of <see cref="Executor"/>; modes of
/// determinism, limits, budgets of wires and whoever watches mean the same in both.
/// </summary>
public sealed class Deployment
{
    private readonly Executor _executor;
    private readonly ExecOptions _options;
    private readonly RunMode _mode;
    private readonly ComponentImage _image;
    private readonly CallRecording? _calls;
    private readonly EventLog _events;
    private readonly string _function;

    /// <param name="engine">What runs the core modules.</param>
    /// <param name="subject">What is run.</param>
    /// <param name="options">Arguments, limits and streams of every instance; a time limit is the caller's to keep.</param>
    /// <param name="function">The function that is called, for whoever watches.</param>
    /// <exception cref="ComposeException">The component cannot be compiled, or may not be recorded.</exception>
    public Deployment(ICoreEngine engine, ExecSubject subject, ExecOptions options, string function)
    {
        Engine = engine;
        Subject = subject;
        _executor = new Executor(engine);
        _function = function;
        _options = Executor.Settle(subject, options with { KeyValue = options.KeyValue ?? new MemoryStores() }, out _mode);
        _calls = WireHooks.RecordingOf(subject, options.Wires);
        _events = options.Observer.Events.With(subject.Tenant, ("operation", "exec_serve"), ("plan_digest", subject.PlanDigest?.ToString()));
        _image = ComponentImage.Compile(engine, subject.Component, new ComponentImageOptions { Fuel = _options.Limits.Fuel is not null });
    }

    public ICoreEngine Engine { get; }

    public ExecSubject Subject { get; }

    /// <summary>The limits in force: the stricter of the caller's and the plan's.</summary>
    public ExecLimits Limits => _options.Limits;

    /// <summary>The mode in force: the strictest of the plan's, the host's and the caller's.</summary>
    public DeterminismMode Determinism => _mode.Determinism;

    /// <summary>
    /// Whether an instance may serve again. In a strict run everything begins at the seed, and in audit mode a recording
    /// begins with the instance: there each run has an instance of its own, made from nothing.
    /// </summary>
    public bool IsReusable => _mode.Determinism == DeterminismMode.Relaxed;

    /// <summary>Makes an instance of the whole composition, in a store of its own. Best called on a guest thread.</summary>
    /// <param name="streams">Standard streams of this instance; those of the options if not given.</param>
    /// <exception cref="ComposeException">An import has no answer, a limit is reached, or a start function trapped.</exception>
    public DeployedInstance Instantiate(DeployedStreams? streams = null)
    {
        streams ??= new DeployedStreams(_options.Stdin, _options.Stdout, _options.Stderr);
        AuditedRun? audit = AuditedRun.Begin(this, _options);
        HostWorld world = Executor.World(
            Subject,
            _options,
            Executor.Services(Subject, _mode, streams, audit?.Watch, audit?.Recorder),
            new ComposerSource(Engine, Subject, _executor),
            _options.Observer with { Events = _events });
        WireHooks? wires = WireHooks.Of(Subject, _options.Wires, _events, _options.Observer.Time, default, _calls);
        IHostCallHook? trace = _events.Hears(EventLevel.Trace) ? new HostCallTrace(_events, _options.Observer.Time) : null;
        var store = new ComponentStore(
            Engine, Executor.StoreOptions(_options, HostCallHooks.Of(audit?.Recorder, trace, _options.CallHook), wires, _events));
        try
        {
            ComponentInstance root = _image.Instantiate(store, Executor.Imports(Subject, _options, world));
            return new DeployedInstance(this, store, world, root, wires, audit);
        }
        catch
        {
            world.End();
            store.Dispose();
            audit?.Dispose();
            throw;
        }
    }

    /// <summary>Who watches one run of an instance; null where nobody does.</summary>
    internal RunWatch? Watch() => RunWatch.IsWanted(_options.Observer) ? NewWatch() : null;

    internal RunWatch NewWatch() => new(Subject, _options.Observer, Engine.Info.Fingerprint, "exec_serve", _function, isEntered: false);

    /// <summary>The recording of a run begins.</summary>
    /// <param name="recorder">Where it goes.</param>
    /// <param name="arguments">Arguments of the function; their handles are numbered from 1.</param>
    internal void BeginRecording(AnswerRecorder recorder, int arguments) =>
        recorder.Begin(Subject, $"{_function}({string.Join(", ", Enumerable.Range(1, arguments).Select(number => $"#{number}"))})", Limits, Engine.Info.Fingerprint);
}
