using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;

namespace Compose.CommandLine;

/// <summary>An artifact as verbs show it.</summary>
internal static class ArtifactDocument
{
    public static JsonObject Of(string reference, ArtifactKind kind, Digest digest, OciManifest manifest) => new()
    {
        ["reference"] = reference,
        ["digest"] = digest.ToString(),
        ["kind"] = kind switch { ArtifactKind.Wasm => "wasm", ArtifactKind.Plan => "plan", ArtifactKind.WitBundle => "wit-bundle", _ => "files" },
        ["type"] = manifest.Type,
        ["layers"] = new JsonArray([.. manifest.Layers.Select(Layer)]),
    };

    public static void Print(TextWriter text, string head, OciManifest manifest)
    {
        text.WriteLine(head);
        foreach (OciDescriptor layer in manifest.Layers)
        {
            text.WriteLine($"  {layer.Digest}  {TransferTalk.Size(layer.Size)}  {layer.MediaType}  {SafeName.Show(layer.Title)}".TrimEnd());
        }
    }

    private static JsonObject Layer(OciDescriptor layer)
    {
        var json = new JsonObject { ["digest"] = layer.Digest.ToString(), ["size"] = layer.Size, ["media-type"] = layer.MediaType };
        if (layer.Title is { } title)
        {
            json["title"] = title;
        }

        return json;
    }
}
