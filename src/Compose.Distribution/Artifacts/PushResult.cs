using Compose.Distribution.Oci;

namespace Compose.Distribution.Artifacts;

/// <summary>What a push did.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="Signatures">The manifests of signatures that refer to it.</param>
public sealed record PushResult(OciDescriptor Digest, IReadOnlyList<OciDescriptor> Signatures);
