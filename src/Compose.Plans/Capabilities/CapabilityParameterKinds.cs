namespace Compose.Plans;

/// <summary>Which parameters a capability takes.</summary>
[Flags]
public enum CapabilityParameterKinds
{
    None = 0,
    Variables = 1,
    InitialDirectory = 2,
    Arguments = 4,
    Directories = 8,
    Allow = 16,

    /// <summary><c>connect</c>, <c>listen</c>, <c>udp</c>, <c>bind</c> and <c>lookup</c>.</summary>
    Sockets = 32,

    /// <summary><c>buckets</c>, <c>read-only</c> and <c>quota</c>.</summary>
    Buckets = 64,

    /// <summary><c>expires</c>, <c>calls</c>, <c>bytes</c> and <c>rate</c>: every capability takes them.</summary>
    Terms = 128,

    /// <summary><c>methods</c> and <c>headers</c>.</summary>
    Http = 256,

    /// <summary><c>providers</c>.</summary>
    Providers = 512,
}
