using System.Text.Json.Nodes;
using Compose.Distribution.Transport;
using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <summary>What a manifest says of some bytes: type, digest and size (image-spec, "Content Descriptors").</summary>
public sealed record OciDescriptor(string MediaType, Digest Digest, long Size)
{
    public string? ArtifactType { get; init; }

    /// <summary>Never null; names in the order of the document.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(0);

    /// <summary>The file name that the descriptor suggests; not to be trusted as a path.</summary>
    public string? Title => Annotations.GetValueOrDefault(OciMediaTypes.TitleAnnotation);

    internal static OciDescriptor Read(TrustJson json)
    {
        string digest = json.RequireText("digest");
        if (!digest.StartsWith(Digest.Prefix, StringComparison.Ordinal) || !Digest.TryParse(digest, out Digest parsed))
        {
            throw json.Fail($"'{CleanText.Of(digest)}' is not a digest that is used here; sha256 is");
        }

        long size = json.Require("size").Integer();
        return new OciDescriptor(json.RequireText("mediaType"), parsed, size >= 0 ? size : throw json.Fail("its size is less than nothing"))
        {
            ArtifactType = json.Text("artifactType"),
            Annotations = ReadAnnotations(json),
        };
    }

    internal static IReadOnlyDictionary<string, string> ReadAnnotations(TrustJson json)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.Get("annotations") is { } all)
        {
            foreach ((string name, TrustJson value) in all.Object().Members())
            {
                annotations[name] = value.Text();
            }
        }

        return annotations;
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["mediaType"] = MediaType, ["digest"] = Digest.ToString(), ["size"] = Size };
        if (ArtifactType is not null)
        {
            json["artifactType"] = ArtifactType;
        }

        AddAnnotations(json, Annotations);
        return json;
    }

    internal static void AddAnnotations(JsonObject json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count > 0)
        {
            var all = new JsonObject();
            foreach ((string name, string value) in annotations)
            {
                all[name] = value;
            }

            json["annotations"] = all;
        }
    }
}
