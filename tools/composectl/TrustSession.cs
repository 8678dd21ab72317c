using System.CommandLine;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Exec;
using Compose.Store;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary>The trust gate of the command line: the policy that was named or configured, and without one the gate for local files.</summary>
internal static class TrustSession
{
    public static ITrustGate Gate(ParseResult parsed, params ITrustEvidenceSource[] given) =>
        Policy(parsed) is { } policy ? Gate(parsed, policy, given) : LocalTrustGate.Instance;

    public static TrustGate Gate(ParseResult parsed, TrustPolicy policy, params ITrustEvidenceSource[] given)
    {
        ContentStore? store = StoreFolder.Open(parsed);
        ITrustEvidenceSource[] sources = [.. given, new SidecarEvidence(), new VendoredEvidence(), .. store is null ? Array.Empty<ITrustEvidenceSource>() : [new StoredEvidence(store)]];
        return new TrustGate(policy, sources, store is null ? null : new StoredTrustCache(store));
    }

    /// <summary>A policy by which one authority vouches for everything, for what the command line names.</summary>
    public static TrustPolicy Of(TrustAuthority authority) => new()
    {
        Authorities = new Dictionary<string, TrustAuthority>(1) { [authority.Name] = authority },
        Rules = [new TrustRule { Signers = [authority.Name], Number = 1 }],
        CacheTime = TimeSpan.Zero,
    };

    public static TrustPolicy? Policy(ParseResult parsed) =>
        TrustPolicyLocation.Find(parsed.GetValue(GlobalOptions.Trust)) is { } file ? TrustPolicyReader.ReadFile(file) : null;

    public static TrustPolicy RequirePolicy(ParseResult parsed) => Policy(parsed)
        ?? throw new ComposeException(ErrorCodes.Generic.Usage, "there is no trust policy", hint: "name one with --trust FILE or COMPOSE_TRUST, or put it at ~/.config/compose/trust.yaml; `composectl trust policy init` writes one to start from");

    /// <summary>True for the address of an artifact in a registry or image layout.</summary>
    public static bool IsReference(string target) => target.StartsWith(OciReference.Scheme, StringComparison.Ordinal) || target.StartsWith(OciReference.LayoutScheme, StringComparison.Ordinal);

    /// <summary>
    /// What the gate would be asked about for a file, or for an artifact of a registry. Components that plans name by address
    /// are fetched, as <c>emit build</c> does.
    /// </summary>
    public static IReadOnlyList<TrustSubject> Subjects(Invocation invocation, string path)
    {
        if (IsReference(path))
        {
            return Fetched(invocation, path);
        }

        ParseResult parsed = invocation.Parsed;
        ContentStore? store = StoreFolder.Open(parsed);
        byte[] bytes = InputFile.Read(path);
        using SourceSession sources = SourceSession.Open(invocation);
        try
        {
            return TrustSubjects.Of(bytes, path, new ExecLoaderOptions
            {
                Blobs = store,
                BlobOrigins = store,
                Remote = sources.Remote,
                RequireLock = parsed.GetValue(GlobalOptions.Locked),
                HostPolicy = PolicyFile.Read(parsed),
                Tenant = parsed.GetValue(GlobalOptions.Tenant),
            });
        }
        catch (ComposeException) when (!bytes.AsSpan().StartsWith("\0asm"u8) && !path.EndsWith(".yaml", StringComparison.Ordinal) && !path.EndsWith(".yml", StringComparison.Ordinal) && !path.EndsWith(".cbor", StringComparison.Ordinal))
        {
            // Any file can be signed: one that is no plan is judged as it is.
            return [new TrustSubject(Digest.Of(bytes), Path.GetFileName(path), TrustOrigin.Local) { Source = path, File = Path.GetFullPath(path), Bytes = bytes }];
        }
    }

    /// <summary>The content of an artifact, fetched into the store with its signatures; a plan's own bytes are not what runs.</summary>
    private static List<TrustSubject> Fetched(Invocation invocation, string target)
    {
        var reference = OciReference.Parse(target);
        ContentStore store = StoreFolder.Require(invocation.Parsed);
        using var session = new OciSession(RegistryFlags.Standard(invocation));
        PulledArtifact artifact = ArtifactPuller.PullAsync(session.Open(reference), reference.Wanted, withSignatures: true).GetAwaiter().GetResult();
        ArtifactShelf.Keep(store, artifact);
        string name = reference.Repository[(reference.Repository.LastIndexOf('/') + 1)..];
        var subjects = new List<TrustSubject>();
        foreach (PackedBlob layer in artifact.Layers)
        {
            if (artifact.Kind != ArtifactKind.Plan || OciMediaTypes.IsWasm(layer.Descriptor.MediaType))
            {
                subjects.Add(new TrustSubject(layer.Descriptor.Digest, name, TrustOrigin.Fetched) { Source = artifact.Address, Bytes = layer.Bytes });
            }
        }

        return subjects;
    }
}
