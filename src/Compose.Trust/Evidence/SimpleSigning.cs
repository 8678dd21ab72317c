using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compose.Signing;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>
/// Signatures of manifests as cosign wrote them before version 3: a claim that names manifest and repository (simple signing),
/// signed as bytes, with the signature, its certificate and the log's word in annotations of the layer that holds it.
/// </summary>
internal static class SimpleSigning
{
    private const string ClaimType = "cosign container image signature";
    private const string Signature = "dev.cosignproject.cosign/signature", Bundle = "dev.sigstore.cosign/bundle", Certificate = "dev.sigstore.cosign/certificate";
    private const string Chain = "dev.sigstore.cosign/chain", Timestamp = "dev.sigstore.cosign/rfc3161timestamp";
    private const int MaxClaim = 1 << 20, MaxAnnotation = 4 << 20;

    /// <summary>The claim is about the manifest, and about the repository that the subject comes from; true if there is one to compare.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>, <c>Trust.InvalidStatement</c>, <c>Trust.IdentityMismatch</c>.</exception>
    public static bool Check(ReadOnlySpan<byte> claim, Digest manifest, TrustSubject subject)
    {
        TrustJson critical = TrustJson.Parse(claim, ErrorCodes.Trust.InvalidBundle, MaxClaim).Require("critical").Object();
        if (critical.RequireText("type") != ClaimType)
        {
            throw critical.Fail($"the claim is not of the type '{ClaimType}'");
        }

        if (critical.Require("image").Object().RequireText("docker-manifest-digest") != manifest.ToString())
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the signed claim is not about the manifest {manifest}");
        }

        string claimed = critical.Require("identity").Object().RequireText("docker-reference");
        if (SourceRepository.Of(subject.Source) is not { } actual)
        {
            return false;
        }

        return SourceRepository.OfReference(claimed) == actual
            ? true
            : throw new ComposeException(ErrorCodes.Trust.IdentityMismatch, $"the manifest was signed for {claimed}, and comes from {actual}", hint: "sign it where it is: composectl trust sign oci://…");
    }

    /// <summary>The signature as a bundle of version 0.1, which has the same parts.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>.</exception>
    public static SigstoreBundle ToBundle(IReadOnlyDictionary<string, string> annotations)
    {
        byte[] signature = Base64(Required(annotations, Signature), Signature);
        var certificates = new List<byte[]>();
        if (annotations.TryGetValue(Certificate, out string? leaf) && leaf.Length > 0)
        {
            certificates.AddRange(Certificates(leaf, Certificate));
            if (certificates.Count != 1)
            {
                throw Invalid(Certificate, "holds several certificates");
            }

            // Roots come from the policy only; what was sent of them is left out.
            certificates.AddRange(annotations.TryGetValue(Chain, out string? chain) && chain.Length > 0 ? Certificates(chain, Chain).Where(IsNoRoot) : []);
        }

        return new SigstoreBundle
        {
            Version = 1,
            Signature = signature,
            Certificates = certificates,
            KeyHint = certificates.Count > 0 ? null : string.Empty,
            LogEntries = annotations.TryGetValue(Bundle, out string? logged) && logged.Length > 0 ? [Entry(logged)] : [],
            Timestamps = annotations.TryGetValue(Timestamp, out string? stamp) && stamp.Length > 0 ? [Document(stamp, Timestamp).RequireBytes("SignedRFC3161Timestamp")] : [],
        };
    }

    /// <summary>What Rekor answered: <c>{SignedEntryTimestamp, Payload: {body, integratedTime, logIndex, logID}}</c>.</summary>
    private static LogEntry Entry(string text)
    {
        TrustJson json = Document(text, Bundle), payload = json.Require("Payload").Object();
        byte[] body = payload.RequireBytes("body");
        TrustJson entry = TrustJson.Parse(body, ErrorCodes.Trust.InvalidBundle, MaxAnnotation);
        return new LogEntry
        {
            LogIndex = payload.Require("logIndex").Integer(),
            LogId = Hex(payload),
            Kind = entry.RequireText("kind"),
            Version = entry.RequireText("apiVersion"),
            IntegratedTime = payload.Require("integratedTime").Integer(),
            SignedEntryTimestamp = json.RequireBytes("SignedEntryTimestamp"),
            Body = body,
        };
    }

    private static byte[] Hex(TrustJson payload)
    {
        string text = payload.RequireText("logID");
        return text.Length == 2 * Digest.Size && Digest.TryParse(text, out Digest id)
            ? id.ToArray()
            : throw payload.Fail("the log's id is not 64 hexadecimal digits");
    }

    private static TrustJson Document(string text, string name) => text.Length <= MaxAnnotation
        ? TrustJson.Parse(Encoding.UTF8.GetBytes(text), ErrorCodes.Trust.InvalidBundle, MaxAnnotation)
        : throw Invalid(name, "is too long");

    private static List<byte[]> Certificates(string pem, string name)
    {
        if (pem.Length > MaxAnnotation)
        {
            throw Invalid(name, "is too long");
        }

        var found = new List<byte[]>();
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (!rest[fields.Label].SequenceEqual("CERTIFICATE"))
            {
                throw Invalid(name, "holds something that is no certificate");
            }

            found.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            rest = rest[fields.Location.End..];
        }

        return found.Count > 0 ? found : throw Invalid(name, "is no PEM");
    }

    private static bool IsNoRoot(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return !certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        }
        catch (CryptographicException)
        {
            throw Invalid(Chain, "holds what is no certificate");
        }
    }

    private static string Required(IReadOnlyDictionary<string, string> annotations, string name) =>
        annotations.GetValueOrDefault(name) is { Length: > 0 and <= MaxAnnotation } text ? text : throw Invalid(name, "is missing");

    private static byte[] Base64(string text, string name)
    {
        var bytes = new byte[text.Length];
        return !text.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(text, bytes, out int length) && length > 0 ? bytes[..length] : throw Invalid(name, "is not base64");
    }

    private static ComposeException Invalid(string annotation, string why) => new(ErrorCodes.Trust.InvalidBundle, $"the annotation {annotation} of the signature {why}");
}
