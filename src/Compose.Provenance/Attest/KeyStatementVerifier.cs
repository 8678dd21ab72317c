using Compose.Signing;

namespace Compose.Provenance;

/// <summary>Evidence of the kind <c>key</c>: the envelope is signed once, by the key that the verifier names.</summary>
public sealed class KeyStatementVerifier(VerificationKey key) : IStatementVerifier
{
    public string Evidence => EvidenceKind.Key;

    public VerifiedStatement Verify(ReadOnlyMemory<byte> bundle, Digest artifact, string? file) =>
        new(Attestations.Verify(bundle.Span, artifact, key, file), Evidence, $"key {key.Id.Hex[..16]}", []);
}
