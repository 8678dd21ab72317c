using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>
/// A grant in force during one run: its terms are met at every call, whoever makes it, through the import or through a
/// handle that was opened under it.
/// </summary>
public sealed class LiveGrant
{
    private readonly Grant? _grant;
    private readonly HostServices? _services;
    private readonly GrantMeter? _meter;
    private readonly LiveGrant? _within;
    private string? _ended;
    private int _version = -1;

    private LiveGrant()
    {
    }

    internal LiveGrant(Grant grant, HostServices services, GrantMeter? meter, LiveGrant? within)
    {
        _grant = grant;
        _services = services;
        _meter = meter;
        _within = within is { IsFree: true } ? null : within;
        IsFree = grant.Expires is null && meter is null && services.Control is null && _within is null;
    }

    /// <summary>What is under no terms: denials and what gives no authority.</summary>
    public static LiveGrant Free { get; } = new() { IsFree = true };

    /// <summary>Whether there is nothing to meet.</summary>
    internal bool IsFree { get; private init; }

    /// <summary>Counts a call and says whether, and when, it may be made.</summary>
    /// <exception cref="GuestTrapException">A budget is used up.</exception>
    internal Admission Admit(NodeSession session, string function)
    {
        Admission outer = _within?.Admit(session, function) ?? default;
        if (outer.Refusal is not null || _grant is not { } grant)
        {
            return outer;
        }

        if (Ended(grant) is { } reason)
        {
            return new Admission($"{grant.Capability ?? grant.Name.Track}: {reason}", 0);
        }

        if (_meter is null)
        {
            return outer;
        }

        if (!_meter.TryCall())
        {
            throw session.Exhausted($"{_meter.Budget.Calls} calls under the grant of {grant.Capability} (the last one: {function})", null);
        }

        return new Admission(null, Math.Max(outer.WaitNanoseconds, _meter.Delay(_services!.MonotonicClock.Peek())));
    }

    /// <summary>Counts bytes read or written.</summary>
    /// <exception cref="GuestTrapException">A budget is used up.</exception>
    internal void Spend(NodeSession session, int bytes)
    {
        _within?.Spend(session, bytes);
        if (_meter is not null && !_meter.TryBytes((ulong)bytes))
        {
            throw session.Exhausted($"{_meter.Budget.Bytes} bytes under the grant of {_grant!.Capability}", null);
        }
    }

    /// <summary>Why the grant holds no more, or null. What has ended stays so.</summary>
    private string? Ended(Grant grant)
    {
        if (_ended is not null)
        {
            return _ended;
        }

        if (grant.Expires is { } expires && _services!.Time.GetUtcNow() > expires)
        {
            return _ended = $"the grant expired at {expires:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        }

        if (_services!.Control is { } control && control.Version is var version && version != _version)
        {
            _version = version;
            _ended = control.Refuses(grant);
        }

        return _ended;
    }
}
