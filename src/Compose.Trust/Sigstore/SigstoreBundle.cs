using Compose.Signing;
using System.Security.Cryptography;

namespace Compose.Trust.Sigstore;

/// <summary>
/// A Sigstore bundle of the versions 0.1 to 0.3, read and checked for its shape; nothing in it is believed yet. Holds
/// exactly one of message signature and envelope, and exactly one of certificate and key hint.
/// </summary>
public sealed record SigstoreBundle
{
    private const string Prefix = "application/vnd.dev.sigstore.bundle";

    /// <summary>Largest bundle that is read, in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    private const int MaxEntries = 32;

    /// <summary>The minor version: 1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>DER certificates, the signer's first; empty for a bundle signed with a plain key.</summary>
    public IReadOnlyList<byte[]> Certificates { get; init; } = [];

    /// <summary>What the bundle says of the plain key; null for a bundle with a certificate.</summary>
    public string? KeyHint { get; init; }

    public IReadOnlyList<LogEntry> LogEntries { get; init; } = [];

    /// <summary>RFC 3161 answers, DER.</summary>
    public IReadOnlyList<byte[]> Timestamps { get; init; } = [];

    /// <summary>The signed envelope; null for a message signature.</summary>
    public DsseEnvelope? Envelope { get; init; }

    /// <summary>The signature of the artifact, or the envelope's only one.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The hash of the artifact as the bundle gives it; null if it gives none.</summary>
    public byte[]? MessageDigest { get; init; }

    /// <summary>The algorithm of <see cref="MessageDigest"/>.</summary>
    public HashAlgorithmName? MessageHash { get; init; }

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>.</exception>
    public static SigstoreBundle Parse(ReadOnlySpan<byte> utf8, string? file = null)
    {
        TrustJson json = TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidBundle, MaxBytes, file);
        int version = VersionOf(json);
        TrustJson material = json.Require("verificationMaterial").Object();
        (IReadOnlyList<byte[]> certificates, string? hint) = ReadSigner(material, version);
        IReadOnlyList<LogEntry> entries = ReadEntries(material, version);
        var timestamps = new List<byte[]>();
        if (material.Get("timestampVerificationData") is { } times)
        {
            foreach (TrustJson stamp in Bounded(times.Object(), "rfc3161Timestamps"))
            {
                byte[] token = stamp.Object().RequireBytes("signedTimestamp");
                timestamps.Add(timestamps.TrueForAll(other => !other.AsSpan().SequenceEqual(token)) ? token : throw stamp.Fail($"'{stamp.Path}' stands twice"));
            }
        }

        SigstoreBundle bundle = ReadContent(json, version) with { Certificates = certificates, KeyHint = hint, LogEntries = entries, Timestamps = timestamps };
        return bundle;
    }

    private static int VersionOf(TrustJson json) => json.RequireText("mediaType") switch
    {
        Prefix + "+json;version=0.1" => 1,
        Prefix + "+json;version=0.2" => 2,
        Prefix + "+json;version=0.3" or Prefix + ".v0.3+json" => 3,
        string other => throw json.Fail($"the media type '{other}' is not that of a bundle of version 0.1, 0.2 or 0.3"),
    };

    private static (IReadOnlyList<byte[]> Certificates, string? Hint) ReadSigner(TrustJson material, int version)
    {
        TrustJson? chain = material.Get("x509CertificateChain"), certificate = material.Get("certificate"), key = material.Get("publicKey");
        if ((chain is null ? 0 : 1) + (certificate is null ? 0 : 1) + (key is null ? 0 : 1) != 1)
        {
            throw material.Fail("exactly one of a certificate, a certificate chain and a public key is expected");
        }

        if (key is { } hint)
        {
            return ([], hint.Object().Text("hint") ?? string.Empty);
        }

        if (certificate is { } single)
        {
            return ([single.Object().RequireBytes("rawBytes")], null);
        }

        if (version >= 3)
        {
            throw chain!.Value.Fail("a bundle of version 0.3 carries one certificate, not a chain");
        }

        var certificates = new List<byte[]>();
        foreach (TrustJson item in Bounded(chain!.Value.Object(), "certificates"))
        {
            certificates.Add(item.Object().RequireBytes("rawBytes"));
        }

        return certificates.Count > 0 ? (certificates, null) : throw chain.Value.Fail("the certificate chain is empty");
    }

    private static List<LogEntry> ReadEntries(TrustJson material, int version)
    {
        var entries = new List<LogEntry>();
        foreach (TrustJson item in Bounded(material, "tlogEntries"))
        {
            TrustJson kind = item.Object().Require("kindVersion").Object();
            var entry = new LogEntry
            {
                LogIndex = item.Integer("logIndex"),
                LogId = item.Require("logId").Object().RequireBytes("keyId"),
                Kind = kind.RequireText("kind"),
                Version = kind.RequireText("version"),
                IntegratedTime = item.Integer("integratedTime"),
                SignedEntryTimestamp = item.Get("inclusionPromise")?.Object().RequireBytes("signedEntryTimestamp"),
                Proof = item.Get("inclusionProof") is { } proof ? ReadProof(proof.Object()) : null,
                Body = item.RequireBytes("canonicalizedBody"),
            };
            if (version == 1 && entry.SignedEntryTimestamp is null)
            {
                throw item.Fail($"'{item.Path}' lacks the inclusion promise that a bundle of version 0.1 has");
            }

            if (version > 1 && entry.Proof is not { Checkpoint.Length: > 0 })
            {
                throw item.Fail($"'{item.Path}' lacks the inclusion proof with its checkpoint that a bundle of version 0.{version} has");
            }

            foreach (LogEntry other in entries)
            {
                if (other.LogIndex == entry.LogIndex && other.LogId.Span.SequenceEqual(entry.LogId.Span))
                {
                    throw item.Fail($"'{item.Path}' stands twice");
                }
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static InclusionProof ReadProof(TrustJson json)
    {
        var hashes = new List<byte[]>();
        foreach (TrustJson hash in json.Items("hashes"))
        {
            hashes.Add(hash.Bytes());
        }

        return new InclusionProof(
            json.Integer("logIndex"),
            json.Integer("treeSize"),
            json.RequireBytes("rootHash"),
            hashes,
            json.Get("checkpoint")?.Object().Text("envelope") ?? string.Empty);
    }

    private static SigstoreBundle ReadContent(TrustJson json, int version)
    {
        TrustJson? message = json.Get("messageSignature"), envelope = json.Get("dsseEnvelope");
        if (message is { } signed && envelope is null)
        {
            signed.Object();
            byte[]? digest = null;
            HashAlgorithmName? hash = null;
            if (signed.Get("messageDigest") is { } given && given.Object().Get("digest") is not null)
            {
                digest = given.RequireBytes("digest");
                hash = given.Text("algorithm") switch
                {
                    "SHA2_256" when digest.Length == 32 => HashAlgorithmName.SHA256,
                    "SHA2_384" when digest.Length == 48 => HashAlgorithmName.SHA384,
                    "SHA2_512" when digest.Length == 64 => HashAlgorithmName.SHA512,
                    _ => throw given.Fail($"'{given.Path}' is not a SHA-256, SHA-384 or SHA-512"),
                };
            }

            return new SigstoreBundle { Version = version, Signature = signed.RequireBytes("signature"), MessageDigest = digest, MessageHash = hash };
        }

        if (envelope is { } enclosed && message is null)
        {
            DsseEnvelope dsse = DsseEnvelope.Read(enclosed);
            return dsse.Signatures.Count == 1
                ? new SigstoreBundle { Version = version, Envelope = dsse, Signature = dsse.Signatures[0].Value }
                : throw enclosed.Fail($"the envelope has {dsse.Signatures.Count} signatures; a bundle has exactly one");
        }

        throw json.Fail("exactly one of 'messageSignature' and 'dsseEnvelope' is expected");
    }

    private static IReadOnlyList<TrustJson> Bounded(TrustJson json, string name)
    {
        IReadOnlyList<TrustJson> items = json.Items(name);
        return items.Count <= MaxEntries ? items : throw json.Fail($"'{name}' has more than {MaxEntries} entries");
    }
}
