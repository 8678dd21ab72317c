using Compose.Capabilities.Files;
using Compose.Emit;
using Compose.Plans;
using Compose.Wasm.Components;

namespace Compose.Exec;

/// <summary>
/// What can be run: a validated component, and for each of its imports the instance of the plan that it belongs to with
/// the grant that decides the answer. Made from a plan, an artifact or a bare component by <see cref="ExecLoader"/>.
/// </summary>
public sealed record ExecSubject
{
    internal ExecSubject(string name, ResolvedComponent component, Digest digest, IReadOnlyDictionary<string, ExecImport> imports)
    {
        Name = name;
        Component = component;
        Digest = digest;
        Imports = imports;
    }

    /// <summary>For people and for the guest's first argument: a file name.</summary>
    public string Name { get; internal init; }

    public ResolvedComponent Component { get; }

    /// <summary>The digest of the component's bytes.</summary>
    public Digest Digest { get; }

    /// <summary>By import name. A name that is not here gets no authority.</summary>
    public IReadOnlyDictionary<string, ExecImport> Imports { get; }

    /// <summary>The plan itself.</summary>
    public required ValidatedPlan Plan { get; init; }

    /// <summary>The gate that let it in: what its guests bring to run has to pass it as well.</summary>
    internal ITrustGate Trust { get; init; } = LocalTrustGate.Instance;

    /// <summary>What the plan was compiled to; null for an artifact or a component, which was read.</summary>
    internal EmitResult? Artifact { get; init; }

    /// <summary>Bytes of components that the plan names and no instance uses.</summary>
    internal Func<Digest, ReadOnlyMemory<byte>?> Blobs { get; init; } = static _ => null;

    /// <summary>The identity of the plan.</summary>
    public Digest? PlanDigest { get; init; }

    /// <summary>Whether it is a bare component, under its implicit plan.</summary>
    public bool IsBare { get; init; }

    /// <summary>The digest of the plan without source hints, which keys use.</summary>
    public required Digest BarePlan { get; init; }

    /// <summary>The policy in force: the plan's, made stricter where the host's is.</summary>
    public required PlanPolicy Policy { get; init; }

    public string? Tenant => Policy.Tenant;

    /// <summary>The folder that relative host paths of grants count from.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where the directories of grants are opened: within the roots of the host's policy.</summary>
    public IFileTrees Trees { get; init; } = HostFolders.Instance;

    /// <summary>What the plan asks for itself; the caller's limits may be stricter.</summary>
    public ExecLimits Limits { get; init; } = new() { MemoryBytes = null };

    /// <summary>Non-null for a strict plan: the seed of its random numbers.</summary>
    public byte[]? StrictSeed { get; init; }

    /// <summary>The files it was made from, with full paths: the one that was loaded, and the components that its plan names.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The wires of the plan; none for a bare component.</summary>
    public IReadOnlyList<PlanWire> Wires { get; init; } = [];

    /// <summary>Whether an instance may redeem a secret: then nothing it is told or says is recorded.</summary>
    public bool HasSecrets { get; init; }

    /// <summary>Warnings of loading: optional capabilities that deny, limits that were lowered.</summary>
    public IReadOnlyList<ComposeError> Warnings { get; init; } = [];

    /// <summary>The secrets that each instance may use, and how.</summary>
    public IReadOnlyDictionary<InstancePath, IReadOnlyList<SecretGrant>> Secrets { get; init; } = new Dictionary<InstancePath, IReadOnlyList<SecretGrant>>();

    /// <summary>How far what runs may be relied on: the meet over the artifact and its components.</summary>
    public TrustLabel Label { get; init; } = TrustLabel.CoreUnverified;

    /// <summary>Every grant and denial, by instance and import.</summary>
    public IReadOnlyList<Grant> Grants
    {
        get
        {
            // A sort of references: LINQ's sorts by keys that are structs are compiled anew at every start.
            var grants = new List<Grant>(Imports.Count);
            foreach (ExecImport import in Imports.Values)
            {
                if (import.Grant is { } grant)
                {
                    grants.Add(grant);
                }
            }

            grants.Sort(static (left, right) =>
                left.Instance.CompareTo(right.Instance) is not 0 and var order ? order : left.Name.CompareTo(right.Name));
            return grants;
        }
    }
}
