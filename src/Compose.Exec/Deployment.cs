using Compose.Capabilities;
using Compose.Capabilities.Files;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Services;
using Compose.Engine;
using Compose.Exec.Composer;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>
/// What <see cref="ExecLoader"/> has loaded, compiled for an engine and ready to be instantiated any number of times, on
/// any threads: for hosts that answer many calls. A single run is the business of <see cref="Executor"/>.
/// </summary>
public sealed class Deployment
{
    private readonly ExecOptions _options;
    private readonly ComponentImage _image;
    private readonly IKeyValueStores _stores;

    /// <param name="engine">What runs the core modules.</param>
    /// <param name="subject">What is run.</param>
    /// <param name="options">Arguments, limits and streams of every instance; a time limit is the caller's to keep.</param>
    public Deployment(ICoreEngine engine, ExecSubject subject, ExecOptions options)
    {
        Engine = engine;
        Subject = subject;
        ExecLimits limits = options.Limits.Meet(subject.Limits);
        _options = options with
        {
            Limits = (options.StrictSeed ?? subject.StrictSeed) is null ? limits : limits.Deterministic(),
            BaseDirectory = subject.BaseDirectory,
            StrictSeed = options.StrictSeed ?? subject.StrictSeed,
        };
        _stores = options.KeyValue ?? new MemoryStores();
        _image = ComponentImage.Compile(engine, subject.Component, new ComponentImageOptions { Fuel = _options.Limits.Fuel is not null });
    }

    public ICoreEngine Engine { get; }

    public ExecSubject Subject { get; }

    /// <summary>The limits in force: the stricter of the caller's and the plan's.</summary>
    public ExecLimits Limits => _options.Limits;

    /// <summary>Whether runs are deterministic; then every instance is made anew, from the seed on.</summary>
    public bool IsStrict => _options.StrictSeed is not null;

    /// <summary>Makes an instance of the whole composition, in a store of its own. Best called on a guest thread.</summary>
    /// <param name="streams">Standard streams of this instance; those of the options if not given.</param>
    /// <exception cref="ComposeException">An import has no answer, a limit is reached, or a start function trapped.</exception>
    public DeployedInstance Instantiate(DeployedStreams? streams = null)
    {
        streams ??= new DeployedStreams(_options.Stdin, _options.Stdout, _options.Stderr);
        HostServices services = _options.StrictSeed is { } seed
            ? HostServices.Strict(seed, streams.Stdin, streams.Stdout, streams.Stderr, Subject.Trees)
            : HostServices.System(streams.Stdin, streams.Stdout, streams.Stderr, Subject.Trees);
        var world = new HostWorld(services with
        {
            KeyValue = IsStrict ? new MemoryStores() : _stores,
            Log = _options.Log,
            Sources = [new ComposerSource(Engine, Subject, new Executor(Engine))],
            Control = _options.Control,
            Observer = _options.Observer,
            Plan = Subject.PlanDigest,
        });
        IImportProvider imports = Executor.Imports(Subject, _options, world);
        var store = new ComponentStore(Engine, new ComponentStoreOptions
        {
            MaxMemoryBytes = Limits.MemoryBytes ?? Executor.DefaultMemory,
            MaxTableElements = Limits.TableElements ?? ComponentStoreOptions.Default.MaxTableElements,
            Fuel = Limits.Fuel,
            Cpu = Limits.Cpu,
            Cancellation = _options.Cancellation,
            CallHook = _options.CallHook,
        });
        try
        {
            return new DeployedInstance(this, store, world, _image.Instantiate(store, imports));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
