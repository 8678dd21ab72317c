namespace Compose.Capabilities;

/// <summary>How often one instance called one interface in one run, and how often its authority did not reach so far.</summary>
public sealed class InterfaceUse(string name)
{
    private long _toldCalls;
    private long _toldRefusals;

    /// <summary>Package and interface, without version.</summary>
    public string Interface { get; } = name;

    /// <summary>Whether every call is a refusal, since nothing was granted.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Calls so far, refused ones among them.</summary>
    public long Calls { get; internal set; }

    /// <summary>Calls that the authority did not cover.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Begins another run.</summary>
    internal void Renew()
    {
        Calls = 0;
        Refusals = 0;
        _toldCalls = 0;
        _toldRefusals = 0;
    }

    /// <summary>Adds what was counted since it was last told to the meter.</summary>
    internal void Tell(InstancePath node, string? tenant)
    {
        ComposeMetrics.Add(ComposeMetrics.HostCalls, Calls - _toldCalls, node, Interface, tenant);
        ComposeMetrics.Add(ComposeMetrics.Denials, Refusals - _toldRefusals, node, Interface, tenant);
        _toldCalls = Calls;
        _toldRefusals = Refusals;
    }
}
