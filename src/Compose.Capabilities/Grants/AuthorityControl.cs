namespace Compose.Capabilities;

/// <summary>
/// Takes authority away while guests run: a later authority epoch makes the grants of all earlier ones stale, and single
/// grants can be revoked. It holds from the next call on, for every handle that was opened under the grant. All members
/// may be called from any thread.
/// </summary>
public sealed class AuthorityControl
{
    private readonly Lock _gate = new();
    private readonly HashSet<(InstancePath Node, string? Capability)> _revoked = [];
    private ulong _epoch;
    private int _version;

    public AuthorityControl(ulong epoch = 0)
    {
        _epoch = epoch;
    }

    /// <summary>The authority epoch; grants of an earlier one are stale.</summary>
    public ulong Epoch => Volatile.Read(ref _epoch);

    /// <summary>Changes whenever something was taken away.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Begins a later epoch; an earlier one changes nothing.</summary>
    public void AdvanceTo(ulong epoch)
    {
        lock (_gate)
        {
            if (epoch > _epoch)
            {
                _epoch = epoch;
                _version++;
            }
        }
    }

    /// <summary>Revokes what an instance was granted.</summary>
    /// <param name="node">The instance.</param>
    /// <param name="capability">The capability by its full name as in the plan; null for all that the instance has.</param>
    public void Revoke(InstancePath node, string? capability = null)
    {
        lock (_gate)
        {
            _revoked.Add((node, capability));
            _version++;
        }
    }

    /// <summary>Why a grant holds no more, or null.</summary>
    internal string? Refuses(Grant grant)
    {
        lock (_gate)
        {
            if (grant.Epoch < _epoch)
            {
                return $"the grant is of the authority epoch {grant.Epoch}, and {_epoch} has begun";
            }

            return _revoked.Contains((grant.Instance, null)) || _revoked.Contains((grant.Instance, grant.Capability)) ? "the grant was revoked" : null;
        }
    }
}
