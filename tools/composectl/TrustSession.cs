using System.CommandLine;
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

    public static TrustPolicy? Policy(ParseResult parsed) =>
        TrustPolicyLocation.Find(parsed.GetValue(GlobalOptions.Trust)) is { } file ? TrustPolicyReader.ReadFile(file) : null;

    public static TrustPolicy RequirePolicy(ParseResult parsed) => Policy(parsed)
        ?? throw new ComposeException(ErrorCodes.Generic.Usage, "there is no trust policy", hint: "name one with --trust FILE or COMPOSE_TRUST, or put it at ~/.config/compose/trust.yaml; `composectl trust policy init` writes one to start from");

    /// <summary>What the gate would be asked about for a file.</summary>
    public static IReadOnlyList<TrustSubject> Subjects(ParseResult parsed, string path)
    {
        ContentStore? store = StoreFolder.Open(parsed);
        byte[] bytes = InputFile.Read(path);
        try
        {
            return TrustSubjects.Of(bytes, path, new ExecLoaderOptions { Blobs = store, BlobOrigins = store, HostPolicy = PolicyFile.Read(parsed), Tenant = parsed.GetValue(GlobalOptions.Tenant) });
        }
        catch (ComposeException) when (!bytes.AsSpan().StartsWith("\0asm"u8) && !path.EndsWith(".yaml", StringComparison.Ordinal) && !path.EndsWith(".yml", StringComparison.Ordinal) && !path.EndsWith(".cbor", StringComparison.Ordinal))
        {
            // Any file can be signed: one that is no plan is judged as it is.
            return [new TrustSubject(Digest.Of(bytes), Path.GetFileName(path), TrustOrigin.Local) { Source = path, File = Path.GetFullPath(path), Bytes = bytes }];
        }
    }
}
