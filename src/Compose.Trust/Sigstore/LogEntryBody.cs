using Compose.Signing;
using System.Security.Cryptography;
using System.Text;

namespace Compose.Trust.Sigstore;

/// <summary>
/// What a log entry says was signed, by its kind: <c>hashedrekord</c> 0.0.1 and 0.0.2, <c>dsse</c> 0.0.1 and 0.0.2,
/// <c>intoto</c> 0.0.1 and 0.0.2. It must be this signature, by this signer, of this content.
/// </summary>
internal static class LogEntryBody
{
    private const int MaxBytes = 16 << 20;

    public static void Verify(LogEntry entry, SigstoreBundle bundle, Artifact artifact, VerificationKey key, ReadOnlyMemory<byte>? certificate)
    {
        TrustJson body = TrustJson.Parse(entry.Body.Span, ErrorCodes.Trust.LogInvalid, MaxBytes);
        if (body.RequireText("kind") != entry.Kind || body.RequireText("apiVersion") != entry.Version)
        {
            throw body.Fail("the log entry is of another kind than the bundle says");
        }

        TrustJson spec = body.Require("spec").Object();
        switch (entry.Kind, entry.Version)
        {
            case ("hashedrekord", "0.0.1"):
                VerifyHashed(spec, bundle, artifact, key, certificate);
                break;
            case ("hashedrekord", "0.0.2"):
                VerifyHashed2(spec.Require("hashedRekordV002").Object(), bundle, artifact, key, certificate);
                break;
            case ("dsse", "0.0.1") when bundle.Envelope is { } envelope:
                VerifyPayload(spec.Require("payloadHash").Object(), envelope);
                TrustJson only = One(spec, "signatures");
                RequireSame(only.RequireBytes("signature"), bundle.Signature.Span, only, "signature");
                RequireSigner(Pem(only.RequireBytes("verifier"), only), key, certificate, only);
                break;
            case ("dsse", "0.0.2") when bundle.Envelope is { } envelope:
                TrustJson dsse = spec.Require("dsseV002").Object(), payload = dsse.Require("payloadHash").Object();
                RequireHash(AlgorithmOf(payload, payload.RequireText("algorithm")), payload.RequireBytes("digest"), envelope.Payload.Span, payload);
                RequireSignature2(One(dsse, "signatures"), bundle, key, certificate);
                break;
            case ("intoto", "0.0.1") when bundle.Envelope is { } envelope:
                VerifyPayload(spec.Require("content").Object().Require("payloadHash").Object(), envelope);
                RequireSigner(Pem(spec.RequireBytes("publicKey"), spec), key, certificate, spec);
                break;
            case ("intoto", "0.0.2") when bundle.Envelope is { } envelope:
                TrustJson content = spec.Require("content").Object();
                VerifyPayload(content.Require("payloadHash").Object(), envelope);
                TrustJson logged = content.Require("envelope").Object();
                if (logged.RequireText("payloadType") != envelope.PayloadType)
                {
                    throw logged.Fail("the log entry is about a payload of another type");
                }

                TrustJson signature = One(logged, "signatures");
                RequireSame(Base64(signature.RequireBytes("sig"), signature), bundle.Signature.Span, signature, "signature");
                RequireSigner(Pem(signature.RequireBytes("publicKey"), signature), key, certificate, signature);
                break;
            default:
                throw body.Fail($"a log entry of the kind {entry.Kind} {entry.Version} does not vouch for what the bundle holds");
        }
    }

    private static void VerifyHashed(TrustJson spec, SigstoreBundle bundle, Artifact artifact, VerificationKey key, ReadOnlyMemory<byte>? certificate)
    {
        TrustJson hash = spec.Require("data").Object().Require("hash").Object();
        VerifyDigest(AlgorithmOf(hash, hash.RequireText("algorithm")), Hex(hash), bundle, artifact, hash);
        TrustJson signature = spec.Require("signature").Object();
        RequireSame(signature.RequireBytes("content"), bundle.Signature.Span, signature, "signature");
        TrustJson verifier = signature.Require("publicKey").Object();
        RequireSigner(Pem(verifier.RequireBytes("content"), verifier), key, certificate, verifier);
    }

    private static void VerifyHashed2(TrustJson spec, SigstoreBundle bundle, Artifact artifact, VerificationKey key, ReadOnlyMemory<byte>? certificate)
    {
        TrustJson data = spec.Require("data").Object();
        VerifyDigest(AlgorithmOf(data, data.RequireText("algorithm")), data.RequireBytes("digest"), bundle, artifact, data);
        RequireSignature2(spec.Require("signature").Object(), bundle, key, certificate);
    }

    /// <summary>The signature of an entry of version 0.0.2: its bytes, and exactly one of certificate and key.</summary>
    private static void RequireSignature2(TrustJson signature, SigstoreBundle bundle, VerificationKey key, ReadOnlyMemory<byte>? certificate)
    {
        RequireSame(signature.RequireBytes("content"), bundle.Signature.Span, signature, "signature");
        TrustJson verifier = signature.Require("verifier").Object();
        TrustJson? logged = verifier.Get("x509Certificate"), plain = verifier.Get("publicKey");
        if ((logged is null) == (plain is null))
        {
            throw verifier.Fail("the log entry names exactly one of a certificate and a key");
        }

        RequireSigner(logged is { } one ? ("CERTIFICATE", one.Object().RequireBytes("rawBytes")) : ("PUBLIC KEY", plain!.Value.Object().RequireBytes("rawBytes")), key, certificate, verifier);
    }

    /// <summary>The logged digest is that of the artifact, or of what the envelope's signature is over.</summary>
    private static void VerifyDigest(HashAlgorithmName algorithm, byte[] digest, SigstoreBundle bundle, Artifact artifact, TrustJson json)
    {
        byte[]? expected = bundle.Envelope is { } envelope
            ? VerificationKey.HashOf(algorithm, envelope.PreAuthenticationEncoding())
            : artifact.Hash(algorithm);
        if (expected is null || !CryptographicOperations.FixedTimeEquals(expected, digest))
        {
            throw json.Fail("the log entry is about another artifact");
        }
    }

    private static void VerifyPayload(TrustJson hash, DsseEnvelope envelope) =>
        RequireHash(AlgorithmOf(hash, hash.RequireText("algorithm")), Hex(hash), envelope.Payload.Span, hash);

    private static void RequireHash(HashAlgorithmName algorithm, byte[] logged, ReadOnlySpan<byte> payload, TrustJson json)
    {
        if (!CryptographicOperations.FixedTimeEquals(VerificationKey.HashOf(algorithm, payload), logged))
        {
            throw json.Fail("the payload of the log entry is another one");
        }
    }

    private static HashAlgorithmName AlgorithmOf(TrustJson json, string name) => name switch
    {
        "sha256" or "SHA2_256" => HashAlgorithmName.SHA256,
        "sha384" or "SHA2_384" => HashAlgorithmName.SHA384,
        "sha512" or "SHA2_512" => HashAlgorithmName.SHA512,
        _ => throw json.Fail($"the hash algorithm '{name}' is not SHA-256, SHA-384 or SHA-512"),
    };

    private static byte[] Hex(TrustJson hash)
    {
        try
        {
            return Convert.FromHexString(hash.RequireText("value"));
        }
        catch (FormatException)
        {
            throw hash.Fail($"'{hash.Path}' has no hexadecimal value");
        }
    }

    private static TrustJson One(TrustJson json, string name)
    {
        IReadOnlyList<TrustJson> items = json.Items(name);
        return items.Count == 1 ? items[0].Object() : throw json.Fail($"the log entry has {items.Count} signatures where the bundle has one");
    }

    private static void RequireSame(ReadOnlySpan<byte> logged, ReadOnlySpan<byte> own, TrustJson json, string what)
    {
        if (!CryptographicOperations.FixedTimeEquals(logged, own))
        {
            throw json.Fail($"the log entry is about another {what}");
        }
    }

    /// <summary>The signer that was logged is the bundle's: the same certificate to the byte, or the same key.</summary>
    private static void RequireSigner((string Label, byte[] Der) logged, VerificationKey key, ReadOnlyMemory<byte>? certificate, TrustJson json)
    {
        bool isSame = certificate is { } own
            ? logged.Label == "CERTIFICATE" && own.Span.SequenceEqual(logged.Der)
            : logged.Label == "PUBLIC KEY" && key.SubjectPublicKeyInfo.SequenceEqual(logged.Der);
        if (!isSame)
        {
            throw json.Fail("the log entry is about another signer");
        }
    }

    private static (string Label, byte[] Der) Pem(byte[] bytes, TrustJson json)
    {
        string text = Encoding.Latin1.GetString(bytes);
        return PemEncoding.TryFind(text, out PemFields fields)
            ? (text[fields.Label], Convert.FromBase64String(text[fields.Base64Data]))
            : throw json.Fail("the signer of the log entry is no PEM");
    }

    private static byte[] Base64(byte[] text, TrustJson json)
    {
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(text));
        }
        catch (FormatException)
        {
            throw json.Fail("the signature of the log entry is not base64");
        }
    }
}
