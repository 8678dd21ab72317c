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

    /// <summary>Reads the file that a plan names as the source of a component; a plan of a guest names none of the host's.</summary>
    public Func<string, ReadOnlyMemory<byte>?> ReadSource { get; init; } = new ValidationOptions().ReadSource;

    /// <summary>Fetches components that a plan names by address; null fetches nothing.</summary>
    public IRemoteSources? Remote { get; init; }

    /// <summary>True where every address of a plan must be in its lock file.</summary>
    public bool RequireLock { get; init; }

    public HostPolicy HostPolicy { get; init; } = HostPolicy.Unrestricted;

    public string? Tenant { get; init; }

    /// <summary>Who is told of validation and emit, and takes their receipts.</summary>
    public Observer Observer { get; init; } = Observer.None;

    /// <summary>Asked about the artifact and every component before anything of them is compiled; see <see cref="LocalTrustGate"/> for the default.</summary>
    public ITrustGate Trust { get; init; } = LocalTrustGate.Instance;

    /// <summary>Where what is loaded comes from.</summary>
    public TrustOrigin Origin { get; init; } = TrustOrigin.Local;

    /// <summary>Remembers which blobs were fetched; null if nothing is fetched here.</summary>
    public IBlobOrigins? BlobOrigins { get; init; }

    /// <summary>What a bare component is granted beyond the implicit grants; a plan or an artifact says itself what it is granted.</summary>
    public ImplicitPlanOptions Implicit { get; init; } = new();
}
