using Compose.Capabilities;
using Compose.Capabilities.Files;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>
/// A plan that runs on behalf of a guest (rule 13): in a store of its own, which counts against the guest's, under what
/// the plan asks for met with what the guest was granted. Used by one thread at a time, while the guest waits.
/// </summary>
internal sealed class ChildInstance : IDisposable
{
    private const int MaxDepth = 8;

    private readonly Lock _gate = new();
    private readonly ComponentStore _store;
    private readonly HostWorld _world;
    private readonly MemorySink _output;
    private readonly MemorySink _error;

    private ChildInstance(ComponentStore store, HostWorld world, ComponentInstance instance, MemorySink output, MemorySink error)
    {
        _store = store;
        _world = world;
        Instance = instance;
        _output = output;
        _error = error;
    }

    public ComponentInstance Instance { get; }

    public byte[] Output => _output.ToArray();

    public byte[] Error => _error.ToArray();

    /// <exception cref="ComposeException">It cannot be linked, or an instance trapped when it was made.</exception>
    public static ChildInstance Start(ComposerState state, HostCall call, ExecSubject subject, ChildOptions options)
    {
        NodeSession parent = state.Session;
        int depth = 1;
        for (NodeSession? outer = parent.Authority.Within; outer is not null; outer = outer.Authority.Within)
        {
            depth++;
        }

        if (depth > MaxDepth)
        {
            throw new ComposeException(ErrorCodes.Exec.ResourceExhausted, $"plans run within each other at most {MaxDepth} deep");
        }

        state.Source.TakePart(subject.Label);
        var output = new MemorySink(options.OutputBytes);
        var error = new MemorySink(options.OutputBytes);
        HostServices outerServices = parent.Services;
        var world = new HostWorld(new HostServices
        {
            MonotonicClock = outerServices.MonotonicClock,
            WallClock = outerServices.WallClock,
            Random = (node, purpose) => outerServices.Random(new InstancePath($"{parent.Node}/{node}"), purpose),
            Stdin = options.SharesStreams ? outerServices.Stdin : new MemorySource(options.Stdin),
            Stdout = options.SharesStreams ? outerServices.Stdout : output,
            Stderr = options.SharesStreams ? outerServices.Stderr : error,
            Files = new NestedTrees(parent),
            Network = outerServices.Network,
            Http = outerServices.Http,
            KeyValue = outerServices.KeyValue,
            Log = outerServices.Log,
            Sources = [new ComposerSource(state.Source.Engine, subject, state.Source.Executor, state.Source)],
            Time = outerServices.Time,
            Control = outerServices.Control,
            Observer = outerServices.Observer,
            Plan = subject.PlanDigest,
            Trace = outerServices.Trace,
        });
        ExecLimits limits = options.Limits.Meet(subject.Limits);
        var imports = Executor.Imports(
            subject,
            new ExecOptions { Arguments = options.Arguments, ProgramName = subject.Name, BaseDirectory = "/", Limits = limits },
            world,
            authority => ChildPolicy.Narrow(
                options.Environment is { } variables && authority.Grants.ContainsKey("wasi:cli/environment") ? authority with { Environment = variables } : authority,
                parent,
                !options.SharesStreams));
        bool countsFuel = limits.Fuel is not null || call.Store?.Fuel is not null;
        var image = ComponentImage.Compile(state.Source.Engine, subject.Component, new ComponentImageOptions { Fuel = countsFuel });
        var store = new ComponentStore(state.Source.Engine, new ComponentStoreOptions
        {
            MaxMemoryBytes = limits.MemoryBytes,
            MaxTableElements = limits.TableElements ?? ComponentStoreOptions.Default.MaxTableElements,
            Fuel = limits.Fuel,
            Cpu = limits.Cpu,
            Timeout = limits.Timeout,
            Cancellation = call.Cancellation,
            Within = call.Store,
        });
        try
        {
            return new ChildInstance(store, world, image.Instantiate(store, imports), output, error);
        }
        catch (Exception)
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Calls into it; an exit, a trap or a limit is a result.</summary>
    public ExecResult Call(Func<ComponentInstance, Value?> work, out Value? value)
    {
        lock (_gate)
        {
            return CallAlone(work, out value);
        }
    }

    public void Dispose()
    {
        // A caller that was stopped does not wait for its child, which ends at its own next check.
        lock (_gate)
        {
            _world.End();
            _store.Dispose();
        }
    }

    private ExecResult CallAlone(Func<ComponentInstance, Value?> work, out Value? value)
    {
        value = null;
        try
        {
            value = work(Instance);
            return new ExecResult(ExecOutcome.Exited, 0, null);
        }
        catch (GuestExitException exit)
        {
            return new ExecResult(ExecOutcome.Exited, exit.Code, null);
        }
        catch (GuestTrapException trap)
        {
            return ExecResult.Of(_store.WasRefusedGrowth && trap.Error.Code == ErrorCodes.Exec.Trap
                ? trap.Error with { Code = ErrorCodes.Exec.ResourceExhausted, Message = "refused more memory, the guest ended: " + trap.Message }
                : trap.Error);
        }
    }
}
