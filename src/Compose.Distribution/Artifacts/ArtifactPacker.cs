using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Distribution.Oci;
using Compose.Emit;
using Compose.Plans;
using Compose.Trust;
using Compose.Trust.Git;
using Compose.Wasm.Components;
using Compose.Wit;
using Compose.Wit.Binary;

namespace Compose.Distribution.Artifacts;

/// <summary>
/// Makes artifacts: components, compositions, core modules and WIT packages in the CNCF's layout for WebAssembly (config
/// <c>application/vnd.wasm.config.v0+json</c>, one layer <c>application/wasm</c>), plans with their components, signatures.
/// </summary>
public static class ArtifactPacker
{
    /// <summary>The annotation with the plan that a composition was made of.</summary>
    public const string PlanAnnotation = "compose.plan.digest";

    private static readonly byte[] s_empty = "{}"u8.ToArray();

    /// <summary>A component, composition, encoded WIT package or core module.</summary>
    /// <param name="bytes">The binary.</param>
    /// <param name="title">The file name, without a folder.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ComposeException"><c>Source.InvalidArtifact</c>: it is not WebAssembly; <c>Component.*</c>: it is not valid.</exception>
    public static PackedArtifact Wasm(ReadOnlyMemory<byte> bytes, string title, PackingOptions options)
    {
        if (!bytes.Span.StartsWith("\0asm"u8))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{title} is not WebAssembly", hint: "name a component, a core module, a plan, or a folder of WIT");
        }

        PackedBlob layer = PackedBlob.Of(OciMediaTypes.Wasm, bytes, title);
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var config = new JsonObject
        {
            ["created"] = Time(options.Created),
            ["author"] = options.Author,
            ["architecture"] = "wasm",
            ["os"] = "wasip1",
            ["layerDigests"] = new JsonArray(layer.Descriptor.Digest.ToString()),
        };
        if (Component.IsComponent(bytes.Span))
        {
            ResolvedComponent component = ComponentValidator.Validate(bytes, ComponentOptions.Lenient with { DeferFunctionBodies = true });
            config["os"] = "wasip2";
            config["component"] = World(component, bytes, title);
            if (ArtifactSection.Read(bytes) is { } section)
            {
                annotations[PlanAnnotation] = Digest.Of(section.Plan.Span).ToString();
            }
        }

        foreach ((string name, string value) in options.Annotations)
        {
            annotations[name] = value;
        }

        return new PackedArtifact(ArtifactKind.Wasm, PackedBlob.Of(OciMediaTypes.WasmConfig, OciManifest.Canonical(config)), [layer], annotations);
    }

    /// <summary>A built plan with every component that it names, so that it runs wherever it is pulled.</summary>
    public static PackedArtifact Plan(ValidatedPlan plan, string title, PackingOptions options)
    {
        // Without hints to files of this machine: whoever pulls finds the components by their digests.
        var layers = new List<PackedBlob> { PackedBlob.Of(OciMediaTypes.Plan, plan.Resolved.BareBytes, title) };
        foreach (ValidatedComponent component in plan.Components.OrderBy(each => each.Id, StringComparer.Ordinal))
        {
            if (!layers.Exists(layer => layer.Descriptor.Digest == component.Digest))
            {
                layers.Add(PackedBlob.Of(OciMediaTypes.Wasm, component.Bytes, component.Id + ".wasm"));
            }
        }

        var annotations = new SortedDictionary<string, string>(options.Annotations.ToDictionary(), StringComparer.Ordinal)
        {
            [PlanAnnotation] = plan.Resolved.BareDigest.ToString(),
        };
        if (options.Created != PackingOptions.NoTime)
        {
            annotations[OciMediaTypes.CreatedAnnotation] = Time(options.Created);
        }

        return new PackedArtifact(ArtifactKind.Plan, PackedBlob.Of(OciMediaTypes.Empty, s_empty), layers, annotations, OciMediaTypes.Plan);
    }

    /// <summary>A WIT package in the founding form: a tar of its files, and what it is.</summary>
    public static PackedArtifact Bundle(WitBundle bundle, PackingOptions options) => new(
        ArtifactKind.WitBundle,
        PackedBlob.Of(OciMediaTypes.Empty, s_empty),
        [PackedBlob.Of(OciMediaTypes.WitBundle, bundle.Tar, bundle.Title + ".tar"), PackedBlob.Of("application/json", bundle.Metadata, bundle.Title + ".metadata.json")],
        new SortedDictionary<string, string>(options.Annotations.ToDictionary(), StringComparer.Ordinal),
        OciMediaTypes.WitBundle);

    /// <summary>
    /// A signature that refers to an artifact: a Sigstore bundle as cosign attaches it, one of another manifest with the same
    /// bytes, a tag of Git, or a bare signature.
    /// </summary>
    public static PackedArtifact Signature(ReadOnlyMemory<byte> document, OciDescriptor subject)
    {
        string type = GitTagProof.IsProof(document.Span) ? OciMediaTypes.GitTag
            : document.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..] ? OciMediaTypes.BareSignature
            : ManifestSignature.Is(document.Span) ? ManifestSignature.MediaType
            : OciMediaTypes.SigstoreBundle;
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (type == OciMediaTypes.SigstoreBundle)
        {
            // By these, cosign finds the statements among the bundles.
            string? statement = ManifestSignature.StatementTypeOf(document.Span);
            annotations["dev.sigstore.bundle.content"] = statement is null ? "message-signature" : "dsse-envelope";
            if (statement is not null)
            {
                annotations["dev.sigstore.bundle.predicateType"] = statement;
            }
        }

        return new PackedArtifact(ArtifactKind.Files, PackedBlob.Of(OciMediaTypes.Empty, s_empty), [PackedBlob.Of(type, document)], annotations, type, subject with { Annotations = new Dictionary<string, string>(0), ArtifactType = null });
    }

    /// <summary>What registries show of a component: names of its imports and exports.</summary>
    private static JsonObject World(ResolvedComponent component, ReadOnlyMemory<byte> bytes, string title)
    {
        var exports = new JsonArray();
        if (WitDecoder.IsPackage(component))
        {
            ResolvedWit wit = WitDecoder.Decode(bytes, title);
            WitPackage package = wit[wit.Main];
            foreach (string item in package.Worlds.Keys.Concat(package.Interfaces.Keys))
            {
                exports.Add((JsonNode)package.Name.Item(item));
            }

            return new JsonObject { ["exports"] = exports, ["imports"] = new JsonArray(), ["target"] = null };
        }

        var imports = new JsonArray();
        foreach (ComponentExtern import in component.Type.Imports)
        {
            imports.Add((JsonNode)import.Name);
        }

        foreach (ComponentExtern export in component.Type.Exports)
        {
            exports.Add((JsonNode)export.Name);
        }

        return new JsonObject { ["exports"] = exports, ["imports"] = imports, ["target"] = null };
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
