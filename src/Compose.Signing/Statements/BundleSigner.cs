using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Signing;

/// <summary>
/// Writes Sigstore bundles of version 0.3 that carry a signature and who made it, without a log: what
/// <c>cosign verify-blob --key</c> reads. The digest of the message is always there, since cosign asks for it.
/// </summary>
public static class BundleSigner
{
    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const string ChainMediaType = "application/vnd.dev.sigstore.bundle+json;version=0.2";

    /// <summary>Signs bytes.</summary>
    /// <param name="artifact">The bytes.</param>
    /// <param name="signer">The key.</param>
    /// <param name="certificates">The key's certificate and intermediates, or none for a plain key.</param>
    public static byte[] SignMessage(ReadOnlyMemory<byte> artifact, ISigner signer, IReadOnlyList<X509Certificate2> certificates)
    {
        byte[] signature = signer.Sign(artifact.Span);
        HashAlgorithmName hash = signer.Key.Hash ?? HashAlgorithmName.SHA256;
        return Write(signer, certificates, "messageSignature", new JsonObject
        {
            ["messageDigest"] = new JsonObject
            {
                ["algorithm"] = hash == HashAlgorithmName.SHA512 ? "SHA2_512" : hash == HashAlgorithmName.SHA384 ? "SHA2_384" : "SHA2_256",
                ["digest"] = Convert.ToBase64String(VerificationKey.HashOf(hash, artifact.Span)),
            },
            ["signature"] = Convert.ToBase64String(signature),
        });
    }

    /// <summary>Signs a statement in an envelope.</summary>
    public static byte[] SignStatement(InTotoStatement statement, ISigner signer, IReadOnlyList<X509Certificate2> certificates)
    {
        DsseEnvelope envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), signer);
        return Write(signer, certificates, "dsseEnvelope", envelope.ToJson());
    }

    private static byte[] Write(ISigner signer, IReadOnlyList<X509Certificate2> certificates, string content, JsonObject value)
    {
        if (certificates.Count > 0 && !VerificationKey.Of(certificates[0]).SubjectPublicKeyInfo.SequenceEqual(signer.Key.SubjectPublicKeyInfo))
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, "the first certificate is not that of the key", hint: "put the signer's certificate first, its issuers after it");
        }

        var material = certificates.Count switch
        {
            0 => new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = Convert.ToBase64String(signer.Key.Id.ToArray()) } },
            1 => new JsonObject { ["certificate"] = Raw(certificates[0]) },
            _ => new JsonObject { ["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray([.. certificates.Where(IsNoRoot).Select(each => (JsonNode)Raw(each))]) } },
        };
        var bundle = new JsonObject
        {
            ["mediaType"] = certificates.Count > 1 ? ChainMediaType : MediaType,
            ["verificationMaterial"] = material,
            [content] = value,
        };
        return Encoding.UTF8.GetBytes(bundle.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
    }

    private static JsonObject Raw(X509Certificate2 certificate) => new() { ["rawBytes"] = Convert.ToBase64String(certificate.RawData) };

    private static bool IsNoRoot(X509Certificate2 certificate) => !certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
