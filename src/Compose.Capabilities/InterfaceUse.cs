namespace Compose.Capabilities;

/// <summary>How often one instance called one interface in one run, and how often its authority did not reach so far.</summary>
public sealed class InterfaceUse(string name)
{
    /// <summary>Package and interface, without version.</summary>
    public string Interface { get; } = name;

    /// <summary>Whether every call is a refusal, since nothing was granted.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Calls so far, refused ones among them.</summary>
    public long Calls { get; internal set; }

    /// <summary>Calls that the authority did not cover.</summary>
    public long Refusals { get; internal set; }
}
