using System.Buffers;
using Compose.Capabilities;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Engine;
using Compose.Plans;
using Compose.Runtime;
using Compose.Runtime.Text;


namespace Compose.Exec;

/// <summary>
/// Runs what <see cref="ExecLoader"/> has loaded, on an engine, with exactly the granted authority. Thread-safe; each
/// run has a store of its own.
/// </summary>
public sealed class Executor(ICoreEngine engine)
{
    /// <summary>The export of a command.</summary>
    private const string RunInterface = "wasi:cli/run";

    /// <summary>Names what capabilities offer and how; the number changes with their behaviour.</summary>
    private const string HostAbi = "compose-host/1";

    private const int MaxStrictInput = 256 << 20;

    internal const ulong DefaultMemory = 4UL << 30;

    /// <summary>Runs a command: calls <c>wasi:cli/run</c>.</summary>
    /// <exception cref="ComposeException">Nothing was started: the component is no command, cannot be linked, or needs what the engine lacks.</exception>
    public ExecResult Run(ExecSubject subject, ExecOptions options) => Within(subject, options, null, (instance, watch) =>
    {
        ComponentFunction run = FindRun(instance);
        watch.Calling();
        Value answer = run.Call();
        return new ExecResult(ExecOutcome.Exited, answer.IsOk ? 0 : 1, null);
    });

    /// <summary>Calls one exported function with arguments in WAVE: <c>iface#func(1, "two")</c>.</summary>
    public ExecResult Invoke(ExecSubject subject, string call, ExecOptions options) => Within(subject, options, call, (instance, watch) =>
    {
        (string name, string arguments) = Wave.SplitCall(call);
        ComponentFunction function = instance.GetFunction(name);
        Value[] values = Wave.ParseArguments(arguments, function.Type);
        watch.Calling();
        Value answer = function.Call(values);
        return new ExecResult(ExecOutcome.Exited, 0, null)
        {
            Value = function.Type.Result is { } type ? Wave.Print(answer, type) : null,
        };
    });

    /// <summary>
    /// The key of a run: everything that decides its result. Two runs with equal keys under a strict policy give equal
    /// results.
    /// </summary>
    /// <param name="subject">What would run.</param>
    /// <param name="options">How it would run.</param>
    /// <param name="call">The function with its arguments, or null for a command.</param>
    /// <param name="stdin">The digest of standard input, or null where none is read.</param>
    public ExecKey KeyOf(ExecSubject subject, ExecOptions options, string? call, Digest? stdin) => ExecKey.Of(new ExecKeyInputs
    {
        Plan = subject.BarePlan,
        Artifact = subject.Digest,
        HostAbi = HostAbi,
        EngineFingerprint = engine.Info.Fingerprint,
        Grants = subject.Grants,
        Policy = subject.Policy with { Limits = subject.Policy.Limits.Meet(LimitsOf(options.Limits)) },
        Export = call ?? RunInterface + "#run",
        Arguments = options.Arguments,
        Stdin = stdin,
    });

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

    private static ResourceLimits LimitsOf(ExecLimits limits) => new()
    {
        MemoryBytes = limits.MemoryBytes,
        Fuel = limits.Fuel is { } fuel ? (ulong)fuel : null,
        CpuMilliseconds = limits.Cpu is { } cpu ? (ulong)cpu.TotalMilliseconds : null,
        TableElements = limits.TableElements,
        Handles = limits.Handles is { } handles ? (ulong)handles : null,
        OpenFiles = limits.OpenFiles is { } files ? (ulong)files : null,
        OutputBytes = limits.OutputBytes is { } output ? (ulong)output : null,
        WallMilliseconds = limits.Timeout is { } time ? (ulong)time.TotalMilliseconds : null,
        IoOperations = limits.Operations is { } operations ? (ulong)operations : null,
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

    private ExecResult Within(ExecSubject subject, ExecOptions options, string? call, Func<ComponentInstance, RunWatch, ExecResult> work)
    {
        string function = call is null ? RunInterface + "#run" : Wave.SplitCall(call).Function;
        using var watch = new RunWatch(subject, options.Observer, engine.Info.Fingerprint, call is null ? "exec_run_cli" : "exec_invoke", function);
        try
        {
            return Watched(subject, options, call, work, watch);
        }
        catch (ComposeException failure)
        {
            watch.Failed(failure);
            throw;
        }
    }

    private ExecResult Watched(ExecSubject subject, ExecOptions options, string? call, Func<ComponentInstance, RunWatch, ExecResult> work, RunWatch watch)
    {
        ExecLimits limits = options.Limits.Meet(subject.Limits);
        limits = (options.StrictSeed ?? subject.StrictSeed) is null ? limits : limits.Deterministic();
        options = options with { Limits = limits, BaseDirectory = subject.BaseDirectory, StrictSeed = options.StrictSeed ?? subject.StrictSeed };
        watch.Starting(options);
        IOutputSink stdout = watch.Stdout(options.Stdout), stderr = watch.Stderr(options.Stderr);
        Digest? input = null;
        HostServices services = options.StrictSeed is { } seed
            ? HostServices.Strict(seed, watch.Stdin(Whole(subject, options, out input)), stdout, stderr, HostFolders.Instance)
            : HostServices.System(watch.Stdin(options.Stdin), stdout, stderr, HostFolders.Instance);
        if (options.Observer.WantsRecords)
        {
            watch.Key = KeyOf(subject, options, call, input).Value.Hex;
        }

        var world = new HostWorld(services with { Control = options.Control, Observer = watch.Observer, Plan = subject.PlanDigest });
        IImportProvider imports = Imports(subject, options, world);
        var image = ComponentImage.Compile(engine, subject.Component, new ComponentImageOptions { Fuel = limits.Fuel is not null });
        using var store = new ComponentStore(engine, new ComponentStoreOptions
        {
            MaxMemoryBytes = limits.MemoryBytes ?? DefaultMemory,
            MaxTableElements = limits.TableElements ?? ComponentStoreOptions.Default.MaxTableElements,
            Fuel = limits.Fuel,
            Cpu = limits.Cpu,
            Timeout = limits.Timeout,
            Cancellation = options.Cancellation,
            CallHook = HostCallHooks.Of(watch.Hook, options.CallHook),
            Events = watch.Events,
        });
        ExecResult result;
        try
        {
            watch.Instantiating();
            result = work(image.Instantiate(store, imports), watch);
        }
        catch (GuestExitException exit)
        {
            result = new ExecResult(ExecOutcome.Exited, exit.Code, null);
        }
        catch (GuestTrapException trap)
        {
            result = ExecResult.Of(store.WasRefusedGrowth && trap.Error.Code == ErrorCodes.Exec.Trap ? Exhausted(trap.Error, limits) : trap.Error);
        }
        finally
        {
            options.Stdout.Finish(TimeSpan.FromSeconds(10));
            options.Stderr.Finish(TimeSpan.FromSeconds(10));
        }

        result = result with { FuelUsed = limits.Fuel - store.Fuel, MemoryBytes = store.MemoryBytes };
        watch.Ended(result, world);
        return result;
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

    internal static CompositionImports Imports(ExecSubject subject, ExecOptions options, HostWorld world)
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

            nodes.Add(instance, world.Node(AuthorityOf.Node(instance, grants, options) with { TrapsOnDeniedHttp = subject.IsBare }));
        }

        var table = new Dictionary<string, CompositionImport>(StringComparer.Ordinal);
        foreach ((string name, ExecImport import) in subject.Imports)
        {
            table.Add(name, new CompositionImport(import.Interface, import.Grant is { } grant ? nodes[grant.Instance] : null));
        }

        return new CompositionImports(world, table);
    }
}
