namespace Compose.Capabilities;

/// <summary>
/// What a guest's handle of a host resource stands for. It keeps the session of the instance on whose authority it was
/// made, whoever holds the handle now (rule 4 of the architecture), and counts among that instance's handles until it is
/// released.
/// </summary>
public abstract class HostResource
{
    private bool _released;

    /// <param name="owner">The instance.</param>
    /// <param name="grant">The grant under which it is opened; that of the call being made if not given.</param>
    protected HostResource(NodeSession owner, LiveGrant? grant = null)
    {
        Owner = owner;
        Grant = grant ?? owner.Current;
        owner.CountHandle();
    }

    /// <summary>The grant under which it was opened; its terms are met at every call on the handle.</summary>
    public LiveGrant Grant { get; }

    /// <summary>The instance whose authority the handle carries.</summary>
    public NodeSession Owner { get; }

    /// <summary>Called once, when the handle is dropped or its holder has ended.</summary>
    public void Release()
    {
        if (!_released)
        {
            _released = true;
            Owner.UncountHandle();
            OnRelease();
        }
    }

    /// <summary>Counts bytes that were read or written through the handle.</summary>
    internal void Spend(int bytes) => Grant.Spend(Owner, bytes);

    /// <summary>Frees what the resource holds.</summary>
    protected virtual void OnRelease()
    {
    }
}
