using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Trust.Sigstore;
using CanonicalJson = Compose.Canonical.CanonicalJson;

namespace Compose.Trust;

/// <summary>
/// A signature of an OCI manifest, as <c>cosign sign</c> makes it, with the manifests that lead from what was signed to the
/// bytes: all that it takes to verify it later without a registry. Either a Sigstore bundle whose statement is about the
/// manifest, or the older claim (simple signing) with the annotations of its layer.
/// </summary>
public sealed record ManifestSignature
{
    /// <summary>The type of the document.</summary>
    public const string MediaType = "application/vnd.compose.oci-signature.v1+json";

    /// <summary>The type of the statement by which cosign signs a manifest.</summary>
    public const string StatementType = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Most manifests from what was signed to what names the bytes: an index of indexes, and a manifest.</summary>
    public const int MaxManifests = 4;

    private const int MaxBytes = 32 << 20, MaxAnnotations = 64;

    /// <summary>The manifests, the one that was signed first, the one whose layer the bytes are last.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Manifests { get; init; }

    /// <summary>The bundle, or the claim that was signed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Who signed the claim, and how that is proven; null for a bundle.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>True if the bytes are such a document; whether it is well-formed shows when it is read.</summary>
    public static bool Is(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidBundle, MaxBytes).Text("mediaType") == MediaType;
        }
        catch (ComposeException)
        {
            return false;
        }
    }

    /// <summary>True if a bundle is about a manifest: by its statement, or by the digest of its message.</summary>
    public static bool IsAbout(ReadOnlySpan<byte> bundle, Digest manifest)
    {
        (InTotoStatement? statement, byte[]? message) = Look(bundle);
        return statement is not null ? statement.IsAbout(manifest) : message is { Length: Digest.Size } && new Digest(message) == manifest;
    }

    /// <summary>The type of the statement in a bundle; null if it has none.</summary>
    public static string? StatementTypeOf(ReadOnlySpan<byte> bundle) => Look(bundle).Statement?.PredicateType;

    private static (InTotoStatement? Statement, byte[]? Message) Look(ReadOnlySpan<byte> bundle)
    {
        try
        {
            SigstoreBundle read = SigstoreBundle.Parse(bundle);
            return read.Envelope is { } envelope ? (InTotoStatement.Of(envelope), null) : (null, read.MessageDigest);
        }
        catch (ComposeException)
        {
            // Whoever verifies it says what is wrong with it.
            return default;
        }
    }

    /// <summary>The statement that signs a manifest.</summary>
    public static InTotoStatement Statement(Digest manifest) => new([new StatementSubject(string.Empty, manifest)], StatementType, []);

    /// <summary>Reads the document.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>.</exception>
    public static ManifestSignature Parse(ReadOnlySpan<byte> utf8, string? file = null)
    {
        TrustJson json = TrustJson.Parse(utf8, ErrorCodes.Trust.InvalidBundle, MaxBytes, file);
        if (json.RequireText("mediaType") != MediaType)
        {
            throw json.Fail("it is no signature of a manifest");
        }

        var manifests = new List<ReadOnlyMemory<byte>>();
        foreach (TrustJson manifest in json.Items("manifests"))
        {
            manifests.Add(manifests.Count < MaxManifests ? manifest.Bytes() : throw manifest.Fail($"more than {MaxManifests} manifests lead to the bytes"));
        }

        if (manifests.Count == 0)
        {
            throw json.Fail("no manifest leads to the bytes");
        }

        TrustJson? bundle = json.Get("bundle"), claim = json.Get("claim");
        if ((bundle is null) == (claim is null))
        {
            throw json.Fail("exactly one of 'bundle' and 'claim' is expected");
        }

        return bundle is { } content
            ? new ManifestSignature { Manifests = manifests, Content = content.Bytes() }
            : new ManifestSignature { Manifests = manifests, Content = claim!.Value.Bytes(), Annotations = ReadAnnotations(json.Require("annotations").Object()) };
    }

    /// <summary>The document in canonical JSON (RFC 8785): one signature has one form.</summary>
    public byte[] Encode()
    {
        var json = new JsonObject
        {
            ["mediaType"] = MediaType,
            ["manifests"] = new JsonArray([.. Manifests.Select(manifest => (JsonNode)Convert.ToBase64String(manifest.Span))]),
            [Annotations is null ? "bundle" : "claim"] = Convert.ToBase64String(Content.Span),
        };
        if (Annotations is { } all)
        {
            json["annotations"] = new JsonObject([.. all.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value))]);
        }

        return CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>The document as evidence.</summary>
    public TrustEvidence ToEvidence(string where) => new(where, Encode(), IsBundle: false) { IsOfManifest = true };

    /// <summary>What was signed, after the way from there to the subject has been checked.</summary>
    /// <exception cref="ComposeException"><c>Trust.*</c>: the way does not lead there, or the claim is about something else.</exception>
    internal SignedContent Open(TrustSubject subject)
    {
        ManifestChain.Require(Manifests, subject);
        var manifest = Digest.Of(Manifests[0].Span);
        if (Annotations is { } annotations)
        {
            bool isOfRepository = SimpleSigning.Check(Content.Span, manifest, subject);
            return new SignedContent(SimpleSigning.ToBundle(annotations), new Artifact(Content), manifest, isOfRepository);
        }

        return new SignedContent(SigstoreBundle.Parse(Content.Span), new Artifact(Manifests[0], manifest), manifest, IsOfRepository: false);
    }

    private static SortedDictionary<string, string> ReadAnnotations(TrustJson json)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, TrustJson value) in json.Members())
        {
            annotations[name] = annotations.Count < MaxAnnotations ? value.Text() : throw value.Fail($"there are more than {MaxAnnotations} annotations");
        }

        return annotations;
    }
}
