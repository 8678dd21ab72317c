using Compose.Capabilities;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>
/// One instance of a <see cref="Deployment"/>: used by one thread at a time. A run is what lies between
/// <see cref="Begin"/> and <see cref="End"/>.
/// </summary>
public sealed class DeployedInstance : IDisposable
{
    private readonly WireHooks? _wires;
    private readonly AuditedRun? _audit;
    private RunWatch? _watch;
    private bool _isFresh = true;
    private bool _isCaptured;
    private bool _isFinished;

    internal DeployedInstance(Deployment deployment, ComponentStore store, HostWorld world, ComponentInstance root, WireHooks? wires, AuditedRun? audit)
    {
        Deployment = deployment;
        Store = store;
        World = world;
        Root = root;
        _wires = wires;
        _audit = audit;
    }

    public Deployment Deployment { get; }

    /// <summary>Its store: cancelling, time, memory and fuel used.</summary>
    public ComponentStore Store { get; }

    /// <summary>Its host: what its instances may do and have used.</summary>
    public HostWorld World { get; }

    /// <summary>The instance of the outermost component, whose exports can be called.</summary>
    public ComponentInstance Root { get; }

    /// <summary>What its failure comes to: a guest that ended because it was refused memory has reached a limit.</summary>
    public ComposeError Explain(ComposeError failure) => Store.WasRefusedGrowth && failure.Code == ErrorCodes.Exec.Trap
        ? Executor.Exhausted(failure, Deployment.Limits)
        : failure;

    /// <summary>A run begins: the function of the deployment is about to be called, on this thread, with these resources of the host.</summary>
    public void Begin(params ReadOnlySpan<object> arguments)
    {
        if (_isFresh)
        {
            _isFresh = false;
            World.Begin();
        }

        _watch = _audit?.Watch ?? Deployment.Watch();
        _watch?.Entering(Deployment.Determinism);
        _audit?.Name(arguments);
        _wires?.BeginRequest(_audit?.Run);
    }

    /// <summary>The run has ended, on the thread on which it began: whoever watches is told.</summary>
    /// <param name="failure">What ended it, or null.</param>
    public void End(ComposeError? failure)
    {
        if (_watch is not { } watch)
        {
            return;
        }

        ExecResult result = failure is null ? new ExecResult(ExecOutcome.Exited, 0, null) : ExecResult.Of(failure);
        _audit?.End(result);
        watch.Ended(
            result with { FuelUsed = Deployment.Limits.Fuel - Store.Fuel, MemoryBytes = Store.MemoryBytes, Wires = _wires?.TakeUses() ?? [] }, World.Nodes);
        _watch = null;
        watch.Dispose();
    }

    /// <summary>
    /// Puts it back into the state in which it was made, as if it were a new one; false where that cannot be done, and
    /// then it must be disposed of. No call may be under way.
    /// </summary>
    public bool TryRenew()
    {
        if (!_isCaptured || _isFinished || !Store.TryRenew())
        {
            return false;
        }

        World.Services.Finish(TimeSpan.Zero);
        World.Renew();
        _wires?.Renew();
        _isFresh = true;
        return true;
    }

    /// <summary>
    /// Keeps its state for <see cref="TryRenew"/>; to be called before its first use. An instance that asked the host for
    /// anything while it was made (the time, a random number) has that in its memory: it would be the same in every run,
    /// so it is not kept. Nor is one of a strict or audited run.
    /// </summary>
    /// <param name="like">Another instance of the deployment that is kept, to share what is equal; or null.</param>
    public bool TryCapture(DeployedInstance? like = null) =>
        _isCaptured = Deployment.IsReusable && World.Operations == 0 && Store.TryCapture(like?.Store);

    public void Dispose()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            World.End();
            World.Services.Finish(TimeSpan.FromMilliseconds(100));
            Store.Dispose();
            _audit?.Dispose();
        }
    }
}
