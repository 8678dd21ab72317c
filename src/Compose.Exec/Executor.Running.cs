using System.Buffers;
using Compose.Capabilities;
using Compose.Capabilities.Files;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Exec.Composer;
using Compose.Runtime;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <content>One run: services by the determinism mode, a store of its own, and who is told.</content>
public sealed partial class Executor
{
    /// <summary>How long what a guest wrote may take to be brought out after its end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Standard input of a strict run, read to its end beforehand: in what pieces a pipe hands it over must not show.
    /// </summary>
    private static IInputSource Whole(ExecSubject subject, ExecOptions options, out Digest? digest)
    {
        digest = null;
        if (!subject.Grants.Any(grant => grant.IsGranted && grant.Name.Track == "wasi:cli/stdin"))
        {
            return ClosedSource.Instance;
        }

        var all = new ArrayBufferWriter<byte>();
        while (true)
        {
            Transfer read = options.Stdin.TryRead(all.GetSpan(65_536));
            if (!read.IsOk)
            {
                digest = Digest.Of(all.WrittenSpan);
                return new MemorySource(all.WrittenMemory);
            }

            all.Advance(read.Count);
            if (all.WrittenCount > MaxStrictInput)
            {
                throw new ComposeException(ErrorCodes.Exec.ResourceExhausted, $"standard input of a strict run has more than {MaxStrictInput >> 20} MiB");
            }

            if (read.Count == 0)
            {
                options.Stdin.WaitAsync(options.Cancellation).AsTask().Wait(options.Cancellation);
            }
        }
    }

    private ExecResult Within(ExecSubject subject, ExecOptions options, string? call, Func<RunWatch, ExecResult> way)
    {
        string function = call is null ? RunInterface + "#run" : Wave.SplitCall(call).Function;
        using var watch = new RunWatch(subject, options.Observer, engine.Info.Fingerprint, call is null ? "exec_run_cli" : "exec_invoke", function);
        try
        {
            return way(watch);
        }
        catch (ComposeException failure)
        {
            watch.Failed(failure);
            throw;
        }
    }

    private ExecResult Watched(ExecSubject subject, ExecOptions options, string? call, RunWatch watch)
    {
        options = Settle(subject, options, out RunMode mode);
        watch.Starting(options, mode.Determinism);
        using AnswerRecorder? recorder = mode.Determinism == DeterminismMode.Audit && (options.Recording is not null || options.Observer.WantsRecords)
            ? new AnswerRecorder(options.Recording ?? Stream.Null, subject.HasSecrets)
            : null;
        recorder?.Begin(subject, call, options.Limits, engine.Info.Fingerprint);
        RunCaching? caching = RunCaching.Of(subject, options, mode, out string? uncached);
        Digest? input = null;
        IInputSource stdin = mode.Determinism == DeterminismMode.Strict ? Whole(subject, options, out input) : options.Stdin;
        HostServices services = Services(subject, mode, new DeployedStreams(stdin, options.Stdout, options.Stderr), watch, recorder);
        if (options.Observer.WantsRecords || caching is not null)
        {
            Digest key = KeyOf(subject, options, call, input).Value;
            watch.Key = key.Hex;
            if (caching?.Find(key) is { } found)
            {
                return Again(found, services, watch, subject.Label);
            }

            services = caching?.Watch(services) ?? services;
        }

        watch.Missed(caching is not null);
        var composer = new ComposerSource(engine, subject, this);
        HostWorld world = World(subject, options, services with { Trace = watch.Span }, composer, watch.Observer);
        WireHooks? wires = WireHooks.Of(subject, options.Wires, watch.Events, options.Observer.Time, watch.Span);
        ExecResult result;
        try
        {
            result = Run(subject, options, Imports(subject, options, world), HostCallHooks.Of(recorder, watch.Hook, options.CallHook), wires, instance => Enter(instance, call, watch, null), watch);
        }
        finally
        {
            world.End();
            services.Finish(s_patience);
        }

        caching?.Keep(result);
        result = result with { Label = composer.Label, Cache = caching is not null ? CacheState.Miss : uncached is null ? CacheState.None : CacheState.Bypassed, CacheReason = uncached };
        if (recorder is not null)
        {
            recorder.End(result.Error?.Code.Name ?? $"exit:{result.ExitCode}", watch.StdoutDigest, watch.StderrDigest, result.Value);
            watch.Recorded(recorder.Count, recorder.Digest);
            result = result with { Answers = recorder.Count, Recording = recorder.Digest };
        }

        watch.Ended(result, world.Nodes);
        return result;
    }

    /// <summary>Answers as an equal run did before; nothing of a guest is compiled or entered.</summary>
    private static ExecResult Again(CachedRun found, HostServices services, RunWatch watch, TrustLabel label)
    {
        watch.Found();
        found.WriteTo(services.Stdout, services.Stderr);
        services.Finish(s_patience);
        ExecResult result = found.Result with { Label = label };
        watch.Ended(result, null);
        return result;
    }

    /// <summary>Calls the command, or the function with its arguments in WAVE; handles have names in a replay.</summary>
    private static ExecResult Enter(ComponentInstance instance, string? call, RunWatch watch, IHandleNames? handles)
    {
        if (call is null)
        {
            ComponentFunction run = FindRun(instance);
            watch.Calling();
            Value end = run.Call();
            return new ExecResult(ExecOutcome.Exited, end.IsOk ? 0 : 1, null);
        }

        (string name, string arguments) = Wave.SplitCall(call);
        ComponentFunction function = instance.GetFunction(name);
        Value[] values = Wave.ParseArguments(arguments, function.Type, handles);
        watch.Calling();
        Value answer = function.Call(values);
        return new ExecResult(ExecOutcome.Exited, 0, null)
        {
            Value = function.Type.Result is { } type ? Wave.Print(answer, type) : null,
        };
    }

    /// <summary>Compiles, links and runs in a store of its own; a trap, a limit and an exit are results.</summary>
    private ExecResult Run(
        ExecSubject subject, ExecOptions options, IImportProvider imports, IHostCallHook? hook, WireHooks? wires, Func<ComponentInstance, ExecResult> work, RunWatch watch)
    {
        var image = ComponentImage.Compile(engine, subject.Component, new ComponentImageOptions { Fuel = options.Limits.Fuel is not null });
        using var store = new ComponentStore(engine, StoreOptions(options, hook, wires, watch.Events) with { Timeout = options.Limits.Timeout });
        ExecResult result;
        try
        {
            watch.Instantiating();
            result = work(image.Instantiate(store, imports));
        }
        catch (GuestExitException exit)
        {
            result = new ExecResult(ExecOutcome.Exited, exit.Code, null);
        }
        catch (GuestTrapException trap)
        {
            result = ExecResult.Of(store.WasRefusedGrowth && trap.Error.Code == ErrorCodes.Exec.Trap ? Exhausted(trap.Error, options.Limits) : trap.Error);
        }

        return result with { FuelUsed = options.Limits.Fuel - store.Fuel, MemoryBytes = store.MemoryBytes, Wires = wires?.Uses ?? [] };
    }

    /// <summary>A guest that aborts because it was refused memory has reached a limit.</summary>
    internal static ComposeError Exhausted(ComposeError trap, ExecLimits limits) => new(
        ErrorCodes.Exec.ResourceExhausted,
        $"the guest was refused more memory at its limit of {limits.MemoryBytes ?? DefaultMemory} bytes (or table elements), and ended: {trap.Message}",
        trap.Where,
        "raise the limit with --memory or --max-table-elements, or in the plan")
    {
        Context = trap.Context,
    };

    /// <summary>The options with which a subject runs indeed: the stricter limits and mode of caller, plan and host.</summary>
    internal static ExecOptions Settle(ExecSubject subject, ExecOptions options, out RunMode mode)
    {
        mode = RunMode.Of(subject, options);
        ExecLimits limits = options.Limits.Meet(subject.Limits);
        bool isStrict = mode.Determinism == DeterminismMode.Strict;
        return options with
        {
            Limits = isStrict ? limits.Deterministic() : limits,
            BaseDirectory = subject.BaseDirectory,
            StrictSeed = isStrict ? mode.SeedBytes : null,
        };
    }

    /// <summary>Clocks, random numbers, files and standard streams of one run, by its mode.</summary>
    /// <param name="subject">What runs; the trees of files are its own.</param>
    /// <param name="mode">The determinism in force.</param>
    /// <param name="streams">The streams as the caller gave them; standard input of a strict run as a whole.</param>
    /// <param name="watch">Takes digests of the streams; null where nobody watches.</param>
    /// <param name="recorder">Records what is written; null outside of audit mode.</param>
    internal static HostServices Services(ExecSubject subject, RunMode mode, DeployedStreams streams, RunWatch? watch, AnswerRecorder? recorder)
    {
        bool digests = recorder is not null;
        IInputSource stdin = watch?.Stdin(streams.Stdin) ?? streams.Stdin;
        IOutputSink stdout = watch?.Stdout(streams.Stdout, digests) ?? streams.Stdout;
        IOutputSink stderr = watch?.Stderr(streams.Stderr, digests) ?? streams.Stderr;
        return mode.Determinism == DeterminismMode.Strict
            ? HostServices.Strict(mode.SeedBytes, stdin, new SteadySink(stdout), new SteadySink(stderr), subject.Trees)
            : HostServices.System(
                stdin,
                recorder is null ? stdout : new RecordedSink(stdout, "stdout", recorder),
                recorder is null ? stderr : new RecordedSink(stderr, "stderr", recorder),
                subject.Trees);
    }

    /// <summary>The host as one composition instance meets it.</summary>
    internal static HostWorld World(ExecSubject subject, ExecOptions options, HostServices services, ComposerSource composer, Observer observer) => new(services with
    {
        KeyValue = options.StrictSeed is null && options.KeyValue is { } stores ? stores : new MemoryStores(),
        Log = options.Log,
        Sources = [composer],
        Control = options.Control,
        Observer = observer,
        Plan = subject.PlanDigest,
    });

    /// <summary>Limits and hooks of a store; a limit on time is the caller's to add.</summary>
    internal static ComponentStoreOptions StoreOptions(ExecOptions options, IHostCallHook? hook, WireHooks? wires, EventLog events) => new()
    {
        MaxMemoryBytes = options.Limits.MemoryBytes ?? DefaultMemory,
        MaxTableElements = options.Limits.TableElements ?? ComponentStoreOptions.Default.MaxTableElements,
        Fuel = options.Limits.Fuel,
        Cpu = options.Limits.Cpu,
        Cancellation = options.Cancellation,
        CallHook = hook,
        Wires = wires,
        Events = events,
    };

    private static ComponentFunction FindRun(ComponentInstance instance)
    {
        if (instance.FindFunction(RunInterface + "#run") is { } run)
        {
            return run;
        }

        IReadOnlyList<string> names = instance.FunctionNames;
        throw new ComposeException(
            ErrorCodes.Exec.MissingExport,
            $"the component is no command: it does not export {RunInterface}",
            hint: names.Count == 0 ? "it exports no functions" : $"call one of its functions with `exec invoke`: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : string.Empty)}");
    }

    /// <param name="subject">What runs.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="world">The host as this run meets it.</param>
    /// <param name="narrow">What becomes of the authority that the plan gives to an instance; null leaves it.</param>
    internal static CompositionImports Imports(ExecSubject subject, ExecOptions options, HostWorld world, Func<NodeAuthority, NodeAuthority>? narrow = null)
    {
        var nodes = new Dictionary<InstancePath, NodeCapabilities>();
        IReadOnlyList<Grant> all = subject.Grants;
        for (int i = 0; i < all.Count;)
        {
            InstancePath instance = all[i].Instance;
            var grants = new List<Grant>();
            while (i < all.Count && all[i].Instance == instance)
            {
                grants.Add(all[i++]);
            }

            NodeAuthority authority = AuthorityOf.Node(instance, grants, options) with
            {
                TrapsOnDeniedHttp = subject.IsBare,
                Facilities = Facilities(subject, options, instance, grants[0].Epoch),
            };
            nodes.Add(instance, world.Node(narrow is null ? authority : narrow(authority)));
        }

        var table = new Dictionary<string, CompositionImport>(StringComparer.Ordinal);
        foreach ((string name, ExecImport import) in subject.Imports)
        {
            table.Add(name, new CompositionImport(import.Interface, import.Grant is { } grant ? nodes[grant.Instance] : null));
        }

        return new CompositionImports(world, table);
    }

    private static Capabilities.Std.HostFacilities Facilities(ExecSubject subject, ExecOptions options, InstancePath node, ulong epoch)
    {
        var scope = new SecretScope(subject.Tenant, subject.PlanDigest ?? subject.BarePlan, node, epoch);
        bool isStrict = RunMode.Of(subject, options).Determinism == DeterminismMode.Strict;
        ISecretHost? secrets = !isStrict && subject.Secrets.ContainsKey(node) ? options.Secrets : null;
        secrets?.Bind(scope, subject.Secrets[node]);
        return new Capabilities.Std.HostFacilities
        {
            Secrets = secrets,
            Scope = scope,
            Audit = options.Observer.Audit,
            Attester = isStrict ? null : options.Attester,
            Artifact = subject.Digest,
            Blobs = options.Blobs,
            Trust = options.Trust,
            Tenant = subject.Tenant,
            Plan = subject.PlanDigest,
        };
    }
}
