using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Trust.Sigstore;

namespace Compose.Trust.Tests;

/// <summary>
/// A Sigstore instance of its own: a certificate authority with an intermediate, a certificate transparency log and a
/// transparency log, with all their private keys, so that bundles can be wrong in one way only.
/// </summary>
internal sealed class SigstoreStandIn
{
    public const string Identity = "https://example.com/acme/release.yml@refs/heads/main", Issuer = "https://issuer.example.com";
    public const string LogOrigin = "log.example.com";

    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _certificateLogKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _logKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public SigstoreStandIn()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var rootRequest = new CertificateRequest("CN=Stand-in root", rootKey, HashAlgorithmName.SHA384);
        AddAuthority(rootRequest, 1);
        _root = rootRequest.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(5));
        var request = new CertificateRequest("CN=Stand-in intermediate", _intermediateKey, HashAlgorithmName.SHA256);
        AddAuthority(request, 0);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        _intermediate = request.Create(_root, Now.AddYears(-1), Now.AddYears(4), [7]);
    }

    /// <summary>When everything is signed: a whole second.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60);

    public static SigstoreIdentity[] Expected => [new SigstoreIdentity(Identity, Issuer)];

    /// <summary>The trusted root; periods are given by what names them.</summary>
    public JsonObject Root(string? logStart = null, string? logEnd = null, string? certificateLogEnd = null) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray(Log(_logKey, "https://" + LogOrigin, logStart ?? Time(Now.AddYears(-1)), logEnd)),
        ["ctlogs"] = new JsonArray(Log(_certificateLogKey, "https://ct.example.com", Time(Now.AddYears(-1)), certificateLogEnd)),
        ["certificateAuthorities"] = new JsonArray(new JsonObject
        {
            ["certChain"] = new JsonObject { ["certificates"] = new JsonArray(Raw(_intermediate), Raw(_root)) },
            ["validFor"] = new JsonObject { ["start"] = Time(Now.AddYears(-1)) },
        }),
    };

    /// <summary>A log of the root with a period of its own.</summary>
    public JsonObject LogOfPeriod(DateTimeOffset start, DateTimeOffset? end) => Log(_logKey, "https://" + LogOrigin, Time(start), end is { } time ? Time(time) : null);

    public SigstoreVerifier Verifier(JsonObject? root = null) => new(TrustedRoot.Parse(Encoding.UTF8.GetBytes((root ?? Root()).ToJsonString())));

    /// <summary>A signer's certificate with the word of the certificate log.</summary>
    public (byte[] Certificate, SigningKey Key) Signer(Action<CertificateRequest>? change = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] before = Create(key, null, change);
        byte[] body = new AsnReader(before, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();
        return (Create(key, CertificateTimestamp(body), change), SigningKey.FromPkcs8(key.ExportPkcs8PrivateKey()));
    }

    /// <summary>A bundle of version 0.3 about bytes, logged as <c>hashedrekord</c>.</summary>
    public JsonObject Message(byte[] artifact, string version = "0.0.1")
    {
        (byte[] certificate, SigningKey key) = Signer();
        byte[] signature = key.Sign(artifact);
        var content = new JsonObject
        {
            ["messageDigest"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(artifact)) },
            ["signature"] = Convert.ToBase64String(signature),
        };
        return Bundle(certificate, "messageSignature", content, HashedRecord(version, SHA256.HashData(artifact), signature, certificate));
    }

    /// <summary>A bundle of version 0.3 with a statement, logged as the kind says.</summary>
    public JsonObject Statement(InTotoStatement statement, string kind, string version)
    {
        (byte[] certificate, SigningKey key) = Signer();
        DsseEnvelope envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), key);
        byte[] signature = envelope.Signatures[0].Value.ToArray(), payload = SHA256.HashData(envelope.Payload.Span);
        var hash = new JsonObject { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(payload) };
        string pem = Convert.ToBase64String(Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate)));
        JsonObject spec = (kind, version) switch
        {
            ("dsse", "0.0.1") => new JsonObject { ["payloadHash"] = hash, ["signatures"] = new JsonArray(new JsonObject { ["signature"] = Convert.ToBase64String(signature), ["verifier"] = pem }) },
            ("dsse", "0.0.2") => new JsonObject
            {
                ["dsseV002"] = new JsonObject
                {
                    ["payloadHash"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(payload) },
                    ["signatures"] = new JsonArray(Signature2(signature, certificate)),
                },
            },
            ("intoto", "0.0.1") => new JsonObject { ["content"] = new JsonObject { ["payloadHash"] = hash }, ["publicKey"] = pem },
            ("intoto", "0.0.2") => new JsonObject
            {
                ["content"] = new JsonObject
                {
                    ["envelope"] = new JsonObject
                    {
                        ["payloadType"] = DsseEnvelope.InTotoType,
                        ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(signature))), ["publicKey"] = pem }),
                    },
                    ["payloadHash"] = hash,
                },
            },
            _ => HashedRecord(version, SHA256.HashData(envelope.PreAuthenticationEncoding()), signature, certificate)["spec"]!.DeepClone().AsObject(),
        };
        return Bundle(certificate, "dsseEnvelope", envelope.ToJson(), new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = spec });
    }

    /// <summary>An entry of the log with promise, proof and checkpoint, about whatever the body says.</summary>
    public JsonObject Entry(byte[] bytes, string kind, string version, long index = 41)
    {
        byte[][] tree = ["first"u8.ToArray(), bytes, "third"u8.ToArray()];
        byte[] rootHash = MerkleTree.Root(tree).ToArray(), id = SHA256.HashData(_logKey.ExportSubjectPublicKeyInfo());
        string text = $"{LogOrigin}\n{tree.Length}\n{Convert.ToBase64String(rootHash)}\n";
        byte[] note = [.. id.AsSpan(0, 4), .. Sign(_logKey, Encoding.UTF8.GetBytes(text))];
        long time = Now.ToUnixTimeSeconds();
        string promise = string.Create(CultureInfo.InvariantCulture, $"{{\"body\":\"{Convert.ToBase64String(bytes)}\",\"integratedTime\":{time},\"logID\":\"{Convert.ToHexStringLower(id)}\",\"logIndex\":{index}}}");
        return new JsonObject
        {
            ["logIndex"] = index.ToString(CultureInfo.InvariantCulture),
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(id) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind, ["version"] = version },
            ["integratedTime"] = time.ToString(CultureInfo.InvariantCulture),
            ["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Convert.ToBase64String(Sign(_logKey, Encoding.UTF8.GetBytes(promise))) },
            ["inclusionProof"] = new JsonObject
            {
                ["logIndex"] = "1",
                ["treeSize"] = "3",
                ["rootHash"] = Convert.ToBase64String(rootHash),
                ["hashes"] = new JsonArray([.. MerkleTree.Path(tree, 1).Select(hash => (JsonNode)Convert.ToBase64String(hash))]),
                ["checkpoint"] = new JsonObject { ["envelope"] = $"{text}\n\u2014 {LogOrigin} {Convert.ToBase64String(note)}\n" },
            },
            ["canonicalizedBody"] = Convert.ToBase64String(bytes),
        };
    }

    private static JsonObject HashedRecord(string version, byte[] digest, byte[] signature, byte[] certificate) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = "hashedrekord",
        ["spec"] = version == "0.0.2"
            ? new JsonObject
            {
                ["hashedRekordV002"] = new JsonObject
                {
                    ["data"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(digest) },
                    ["signature"] = Signature2(signature, certificate),
                },
            }
            : new JsonObject
            {
                ["data"] = new JsonObject { ["hash"] = new JsonObject { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(digest) } },
                ["signature"] = new JsonObject
                {
                    ["content"] = Convert.ToBase64String(signature),
                    ["publicKey"] = new JsonObject { ["content"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate))) },
                },
            },
    };

    private static JsonObject Signature2(byte[] signature, byte[] certificate) => new()
    {
        ["content"] = Convert.ToBase64String(signature),
        ["verifier"] = new JsonObject { ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256", ["x509Certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate) } },
    };

    private JsonObject Bundle(byte[] certificate, string member, JsonObject content, JsonObject body) => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
        ["verificationMaterial"] = new JsonObject
        {
            ["certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate) },
            ["tlogEntries"] = new JsonArray(Entry(Encoding.UTF8.GetBytes(body.ToJsonString()), body["kind"]!.GetValue<string>(), body["apiVersion"]!.GetValue<string>())),
        },
        [member] = content,
    };

    private byte[] Create(ECDsa key, byte[]? timestamps, Action<CertificateRequest>? change)
    {
        var request = new CertificateRequest(new X500DistinguishedName(string.Empty), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Identity));
        request.CertificateExtensions.Add(names.Build(critical: true));
        var issuer = new AsnWriter(AsnEncodingRules.DER);
        issuer.WriteCharacterString(UniversalTagNumber.UTF8String, Issuer);
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.57264.1.8", issuer.Encode(), false));
        change?.Invoke(request);
        if (timestamps is not null)
        {
            var octets = new AsnWriter(AsnEncodingRules.DER);
            octets.WriteOctetString(timestamps);
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.11129.2.4.2", octets.Encode(), false));
        }

        using X509Certificate2 made = request.Create(_intermediate.SubjectName, X509SignatureGenerator.CreateForECDsa(_intermediateKey), Now.AddMinutes(-5), Now.AddMinutes(5), [1, 2, 3, 4]);
        return made.RawData;
    }

    private byte[] CertificateTimestamp(byte[] body)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, Now.ToUnixTimeMilliseconds());
        byte[] issuer = SHA256.HashData(_intermediateKey.ExportSubjectPublicKeyInfo());
        byte[] length = [(byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length];
        byte[] signature = Sign(_certificateLogKey, [0, 0, .. time, 0, 1, .. issuer, .. length, .. body, 0, 0]);
        byte[] one = [0, .. SHA256.HashData(_certificateLogKey.ExportSubjectPublicKeyInfo()), .. time, 0, 0, 4, 3, (byte)(signature.Length >> 8), (byte)signature.Length, .. signature];
        return [(byte)((one.Length + 2) >> 8), (byte)(one.Length + 2), (byte)(one.Length >> 8), (byte)one.Length, .. one];
    }

    private static void AddAuthority(CertificateRequest request, int length)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, length, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
    }

    private static JsonObject Log(ECDsa key, string address, string start, string? end)
    {
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        var period = new JsonObject { ["start"] = start };
        if (end is not null)
        {
            period["end"] = end;
        }

        return new JsonObject
        {
            ["baseUrl"] = address,
            ["hashAlgorithm"] = "SHA2_256",
            ["publicKey"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(spki), ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256", ["validFor"] = period },
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(SHA256.HashData(spki)) },
        };
    }

    private static JsonObject Raw(X509Certificate2 certificate) => new() { ["rawBytes"] = Convert.ToBase64String(certificate.RawData) };

    private static byte[] Sign(ECDsa key, byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
