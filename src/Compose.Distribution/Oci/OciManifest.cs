using System.Text;
using System.Text.Json.Nodes;
using Compose.Canonical;
using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <summary>An image manifest: a config, layers, and what it refers to (image-spec, "Image Manifest").</summary>
public sealed record OciManifest
{
    /// <summary>Most bytes of a manifest or index that are read, as registries allow.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxEntries = 10_000;

    public string MediaType { get; init; } = OciMediaTypes.Manifest;

    public string? ArtifactType { get; init; }

    public required OciDescriptor Config { get; init; }

    public required IReadOnlyList<OciDescriptor> Layers { get; init; }

    public OciDescriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(0);

    /// <summary>What the artifact is: its own word, or else the type of its config.</summary>
    public string Type => ArtifactType ?? Config.MediaType;

    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>.</exception>
    public static OciManifest Read(ReadOnlySpan<byte> utf8, string place)
    {
        TrustJson json = ReadDocument(utf8, place);
        if (json.Text("mediaType") is { } type && !OciMediaTypes.IsManifest(type))
        {
            throw json.Fail($"it is of the type {Transport.CleanText.Of(type)}, not an image manifest");
        }

        // One document that is read as a manifest here and as an index there would be two artifacts under one digest.
        if (json.Get("manifests") is not null)
        {
            throw json.Fail("it has 'manifests', and is an index as well");
        }

        return new OciManifest
        {
            MediaType = json.Text("mediaType") ?? OciMediaTypes.Manifest,
            ArtifactType = json.Text("artifactType") is { Length: > 0 } artifact ? artifact : null,
            Config = OciDescriptor.Read(json.Require("config")),
            Layers = Descriptors(json, "layers"),
            Subject = json.Get("subject") is { } subject ? OciDescriptor.Read(subject) : null,
            Annotations = OciDescriptor.ReadAnnotations(json),
        };
    }

    /// <summary>The manifests that an index lists.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>.</exception>
    public static IReadOnlyList<OciDescriptor> ReadIndex(ReadOnlySpan<byte> utf8, string place)
    {
        TrustJson json = ReadDocument(utf8, place);
        if (json.Get("layers") is not null || json.Get("config") is not null)
        {
            throw json.Fail("it has 'layers' or 'config', and is a manifest as well");
        }

        return json.Text("mediaType") is { } type && !OciMediaTypes.IsIndex(type)
            ? throw json.Fail($"it is of the type {Transport.CleanText.Of(type)}, not an index")
            : Descriptors(json, "manifests");
    }

    /// <summary>The type of a manifest or index: what it says itself, which must be what it was served as where both say it.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="served">The type that it was served as, or that names it; null where nothing does.</param>
    /// <param name="place">Where it is, for messages.</param>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>.</exception>
    public static string TypeOf(ReadOnlySpan<byte> utf8, string? served, string place)
    {
        TrustJson json = ReadDocument(utf8, place);
        bool isKnown = served is not null && (OciMediaTypes.IsManifest(served) || OciMediaTypes.IsIndex(served));
        return json.Text("mediaType") is { } own
            ? isKnown && own != served ? throw json.Fail($"it is served as {served} and says that it is {Transport.CleanText.Of(own)}") : own
            : served ?? OciMediaTypes.Manifest;
    }

    /// <summary>The bytes: canonical JSON (RFC 8785), so that one manifest has one digest.</summary>
    public byte[] Encode()
    {
        var json = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaType,
            ["config"] = Config.ToJson(),
            ["layers"] = new JsonArray([.. Layers.Select(layer => (System.Text.Json.Nodes.JsonNode)layer.ToJson())]),
        };
        if (ArtifactType is not null)
        {
            json["artifactType"] = ArtifactType;
        }

        if (Subject is not null)
        {
            json["subject"] = Subject.ToJson();
        }

        OciDescriptor.AddAnnotations(json, Annotations);
        return Canonical(json);
    }

    /// <summary>An index of manifests, in the order given.</summary>
    public static byte[] EncodeIndex(IReadOnlyList<OciDescriptor> manifests) => Canonical(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = OciMediaTypes.Index,
        ["manifests"] = new JsonArray([.. manifests.Select(each => (System.Text.Json.Nodes.JsonNode)each.ToJson())]),
    });

    internal static byte[] Canonical(JsonObject json) => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()));

    internal static TrustJson ReadDocument(ReadOnlySpan<byte> utf8, string place)
    {
        try
        {
            return TrustJson.Parse(utf8, ErrorCodes.Source.InvalidArtifact, MaxBytes, place);
        }
        catch (ComposeException e)
        {
            throw new ComposeException(e.Error with { Message = $"the manifest is not well-formed: {e.Error.Message}", Where = (e.Error.Where ?? new ErrorLocation()) with { File = place } });
        }
    }

    private static OciDescriptor[] Descriptors(TrustJson json, string name)
    {
        IReadOnlyList<TrustJson> items = json.Items(name);
        if (items.Count > MaxEntries)
        {
            throw json.Fail($"'{name}' has {items.Count} entries; at most {MaxEntries} are read");
        }

        var descriptors = new OciDescriptor[items.Count];
        for (int i = 0; i < descriptors.Length; i++)
        {
            descriptors[i] = OciDescriptor.Read(items[i].Object());
        }

        return descriptors;
    }
}
