using Compose.Capabilities;
using Compose.Runtime;

namespace Compose.Exec;

/// <summary>One instance of a <see cref="Deployment"/>: used by one thread at a time.</summary>
public sealed class DeployedInstance : IDisposable
{
    private bool _isCaptured;
    private bool _isFinished;

    internal DeployedInstance(Deployment deployment, ComponentStore store, HostWorld world, ComponentInstance root)
    {
        Deployment = deployment;
        Store = store;
        World = world;
        Root = root;
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
        return true;
    }

    /// <summary>
    /// Keeps its state for <see cref="TryRenew"/>; to be called before its first use. An instance that asked the host for
    /// anything while it was made (the time, a random number) has that in its memory: it would be the same in every run,
    /// so it is not kept. Nor is one of a deterministic run, whose random numbers begin at their seed.
    /// </summary>
    /// <param name="like">Another instance of the deployment that is kept, to share what is equal; or null.</param>
    public bool TryCapture(DeployedInstance? like = null) =>
        _isCaptured = !Deployment.IsStrict && World.Operations == 0 && Store.TryCapture(like?.Store);

    public void Dispose()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            World.End();
            World.Services.Finish(TimeSpan.FromMilliseconds(100));
            Store.Dispose();
        }
    }
}
