using Compose.Signing;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>
/// Whom Sigstore verification relies on: logs, certificate authorities, certificate transparency logs and
/// time-stamping authorities with the periods in which they were in use. Read from a <c>trusted_root.json</c> of the
/// versions 0.1 and 0.2; there is no built-in root and nothing is fetched.
/// </summary>
public sealed class TrustedRoot
{
    private const string MediaType = "application/vnd.dev.sigstore.trustedroot";
    private const int MaxBytes = 4 << 20, MaxEntries = 256;

    private TrustedRoot(Digest digest, IReadOnlyList<TransparencyLog> logs, IReadOnlyList<TransparencyLog> certificateLogs, IReadOnlyList<CertificateAuthority> authorities, IReadOnlyList<CertificateAuthority> timestampAuthorities)
    {
        Digest = digest;
        Logs = logs;
        CertificateLogs = certificateLogs;
        Authorities = authorities;
        TimestampAuthorities = timestampAuthorities;
    }

    /// <summary>SHA-256 of the file.</summary>
    public Digest Digest { get; }

    public IReadOnlyList<TransparencyLog> Logs { get; }

    public IReadOnlyList<TransparencyLog> CertificateLogs { get; }

    public IReadOnlyList<CertificateAuthority> Authorities { get; }

    public IReadOnlyList<CertificateAuthority> TimestampAuthorities { get; }

    /// <summary>Reads the JSON form. Anything malformed refuses the whole root; only algorithms that are not known are passed over.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidRoot</c>.</exception>
    public static TrustedRoot Parse(ReadOnlySpan<byte> utf8, string? file = null)
    {
        TrustJson json = TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidRoot, MaxBytes, file);
        string mediaType = json.RequireText("mediaType");
        if (mediaType is not (MediaType + "+json;version=0.1" or MediaType + "+json;version=0.2" or MediaType + ".v0.1+json" or MediaType + ".v0.2+json"))
        {
            throw json.Fail($"the media type '{mediaType}' is not that of a trusted root");
        }

        return new TrustedRoot(
            Digest.Of(utf8),
            ReadLogs(json, "tlogs"),
            ReadLogs(json, "ctlogs"),
            ReadAuthorities(json, "certificateAuthorities"),
            ReadAuthorities(json, "timestampAuthorities"));
    }

    /// <summary>
    /// The log with an id, or null. A root may have it several times, with other periods: the one that was in use at the
    /// time goes first.
    /// </summary>
    public static TransparencyLog? Find(IReadOnlyList<TransparencyLog> logs, ReadOnlySpan<byte> id, DateTimeOffset? time)
    {
        TransparencyLog? found = null;
        foreach (TransparencyLog log in logs)
        {
            if (log.Id.Span.SequenceEqual(id))
            {
                if (time is not { } at || log.Validity.Contains(at))
                {
                    return log;
                }

                found ??= log;
            }
        }

        return found;
    }

    private static List<TransparencyLog> ReadLogs(TrustJson root, string name)
    {
        var logs = new List<TransparencyLog>();
        foreach (TrustJson item in Bounded(root, name))
        {
            TrustJson key = item.Object().Require("publicKey").Object();
            ValidityPeriod validity = ValidityPeriod.Read(key.Require("validFor"));
            byte[] id = item.Require("logId").Object().RequireBytes("keyId");
            byte[] raw = key.RequireBytes("rawBytes");
            if (ReadKey(key.Text("keyDetails") ?? string.Empty, raw, key) is not { } verifier)
            {
                continue;
            }

            byte[] hint = item.Get("checkpointKeyId") is { } checkpoint ? checkpoint.Object().RequireBytes("keyId") : id;
            logs.Add(new TransparencyLog(OriginOf(item), id, verifier, validity)
            {
                CheckpointHint = hint.Length >= 4 ? hint.AsMemory(0, 4) : throw item.Fail($"'{item.Path}' has a log id of {hint.Length} bytes"),
            });
        }

        return logs;
    }

    private static string OriginOf(TrustJson log)
    {
        string address = log.RequireText("baseUrl");
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? uri.Authority + uri.AbsolutePath.TrimEnd('/')
            : address.TrimEnd('/');
    }

    private static VerificationKey? ReadKey(string details, byte[] raw, TrustJson json)
    {
        try
        {
            return details switch
            {
                "PKCS1_RSA_PKCS1V5" => VerificationKey.FromRsaPublicKey(raw),
                "PKCS1_RSA_PSS" => VerificationKey.FromRsaPublicKey(raw).AsPss(),
                _ when details.StartsWith("PKIX_RSA_PKCS1V15", StringComparison.Ordinal) || details == "PKIX_RSA_PKCS1V5" => VerificationKey.FromSpki(raw),
                _ when details.StartsWith("PKIX_RSA_PSS", StringComparison.Ordinal) => VerificationKey.FromSpki(raw).AsPss(),
                _ when details.StartsWith("PKIX_ECDSA_", StringComparison.Ordinal) || details is "PKIX_ED25519" => VerificationKey.FromSpki(raw),
                _ => null,
            };
        }
        catch (ComposeException e)
        {
            throw json.Fail($"'{json.Path}': {e.Error.Message}");
        }
    }

    private static List<CertificateAuthority> ReadAuthorities(TrustJson root, string name)
    {
        var authorities = new List<CertificateAuthority>();
        foreach (TrustJson item in Bounded(root, name))
        {
            ValidityPeriod validity = ValidityPeriod.Read(item.Object().Require("validFor"));
            var chain = new List<X509Certificate2>();
            foreach (TrustJson certificate in item.Require("certChain").Object().Items("certificates"))
            {
                try
                {
                    chain.Add(X509CertificateLoader.LoadCertificate(certificate.Object().RequireBytes("rawBytes")));
                }
                catch (CryptographicException e)
                {
                    throw certificate.Fail($"'{certificate.Path}' is no certificate: {e.Message}");
                }
            }

            authorities.Add(chain.Count > 0 ? new CertificateAuthority(chain, validity) : throw item.Fail($"'{item.Path}' has no certificates"));
        }

        return authorities;
    }

    private static IReadOnlyList<TrustJson> Bounded(TrustJson root, string name)
    {
        IReadOnlyList<TrustJson> items = root.Items(name);
        return items.Count <= MaxEntries ? items : throw root.Fail($"'{name}' has more than {MaxEntries} entries");
    }
}
