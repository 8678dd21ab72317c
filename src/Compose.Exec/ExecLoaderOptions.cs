using Compose.Plans;
using Compose.Store;

namespace Compose.Exec;

/// <summary>What loading may look at, and what the host adds or forbids.</summary>
public sealed record ExecLoaderOptions
{
    /// <summary>Where blobs are found by digest before the plan's source hints are tried.</summary>
    public IBlobSource? Blobs { get; init; }

    /// <summary>Where artifacts of plans are kept; null keeps none.</summary>
    public EmitCache? EmitCache { get; init; }

    public HostPolicy HostPolicy { get; init; } = HostPolicy.Unrestricted;

    public string? Tenant { get; init; }

    /// <summary>Who is told of validation and emit, and takes their receipts.</summary>
    public Observer Observer { get; init; } = Observer.None;

    /// <summary>What a bare component is granted beyond the implicit grants; a plan or an artifact says itself what it is granted.</summary>
    public ImplicitPlanOptions Implicit { get; init; } = new();
}
