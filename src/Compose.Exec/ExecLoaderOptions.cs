using Compose.Plans;

namespace Compose.Exec;

/// <summary>What loading may look at, and what the host adds or forbids.</summary>
public sealed record ExecLoaderOptions
{
    /// <summary>Where blobs are found by digest before the plan's source hints are tried.</summary>
    public IBlobSource? Blobs { get; init; }

    public HostPolicy HostPolicy { get; init; } = HostPolicy.Unrestricted;

    public string? Tenant { get; init; }

    /// <summary>What a bare component is granted beyond the implicit grants; a plan or an artifact says itself what it is granted.</summary>
    public ImplicitPlanOptions Implicit { get; init; } = new();
}
