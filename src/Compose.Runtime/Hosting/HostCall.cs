namespace Compose.Runtime;

/// <summary>
/// The one door between a guest and the host (rule 3): who calls, through which import, and the token that says that
/// nobody waits for the answer any more. Valid during the call and until its pending outcome ends; do not keep it longer.
/// </summary>
public sealed class HostCall
{
    internal HostCall(HostEdge edge, CancellationToken cancellation, ComponentStore? store = null, bool mayLend = false)
    {
        MayLend = mayLend;
        Store = store;
        Edge = edge;
        Cancellation = cancellation;
    }

    /// <summary>The import through which the call comes: one object for all its calls.</summary>
    public HostEdge Edge { get; }

    /// <summary>The instance of the plan that calls; the root for a bare component.</summary>
    public InstancePath Caller => Edge.Caller;

    /// <summary>The exact import name of the interface.</summary>
    public string ImportName => Edge.ImportName;

    /// <summary>The function's name within the interface.</summary>
    public string FunctionName => Edge.FunctionName;

    /// <summary>
    /// The store of the guest that calls, which holds what it has left of its limits: a run that the host function starts on
    /// the guest's behalf counts against it (<see cref="ComponentStoreOptions.Within"/>, rule 13). Null outside of a store.
    /// </summary>
    public ComponentStore? Store { get; }

    /// <summary>Whether the answer may be <see cref="LentBytes"/>: it is copied to the guest before anything else is called.</summary>
    public bool MayLend { get; }

    /// <summary>Cancelled when the run ends or its deadline passes while an outcome is pending.</summary>
    public CancellationToken Cancellation { get; }
}
