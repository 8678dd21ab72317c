namespace Compose;

/// <summary>Where bytes come from, as far as trust is concerned.</summary>
public enum TrustOrigin
{
    /// <summary>A file of the machine that was named, by the command line or by a plan that was.</summary>
    Local,

    /// <summary>From elsewhere: a registry, a web or Git server, or the store after such a fetch.</summary>
    Fetched,

    /// <summary>Within an artifact; what the artifact itself is decides where it comes from.</summary>
    Nested,
}
