namespace Compose.Distribution.Oci;

/// <summary>Media types and annotations of OCI and of the CNCF's layout for WebAssembly.</summary>
public static class OciMediaTypes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>The config of an artifact that has none: <c>{}</c>.</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    public const string WasmConfig = "application/vnd.wasm.config.v0+json";
    public const string Wasm = "application/wasm";

    /// <summary>A built plan in canonical CBOR.</summary>
    public const string Plan = "application/vnd.compose.plan.v2+cbor";

    /// <summary>The founding form of a WIT package: a tar of its files.</summary>
    public const string WitBundle = "application/vnd.wit.bundle.v1+tar";

    /// <summary>The beginning of every version of a Sigstore bundle's type.</summary>
    public const string SigstoreBundlePrefix = "application/vnd.dev.sigstore.bundle";

    public const string SigstoreBundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>The way from a signed tag of Git to the bytes, as vendored folders hold it.</summary>
    public const string GitTag = "application/vnd.compose.git-tag.v1+cbor";

    /// <summary>A signature of the bytes without a bundle: raw, base64, OpenPGP or SSH.</summary>
    public const string BareSignature = "application/vnd.compose.signature.v1";

    public const string TitleAnnotation = "org.opencontainers.image.title";
    public const string CreatedAnnotation = "org.opencontainers.image.created";
    public const string VersionAnnotation = "org.opencontainers.image.version";
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    public static bool IsIndex(string mediaType) => mediaType is Index or DockerIndex;

    public static bool IsManifest(string mediaType) => mediaType is Manifest or DockerManifest;

    /// <summary>Layers that hold a component or module, older names included.</summary>
    public static bool IsWasm(string mediaType) => mediaType is Wasm
        or "application/vnd.wasm.content.layer.v1+wasm"
        or "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm"
        or "application/vnd.module.wasm.content.layer.v1+wasm";
}
