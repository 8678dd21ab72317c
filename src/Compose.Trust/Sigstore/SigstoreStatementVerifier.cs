using Compose.Signing;

namespace Compose.Trust.Sigstore;

/// <summary>
/// Evidence of the kind <c>sigstore</c>: a bundle with the certificate of one of the identities, a proven time and an entry
/// in a log, all under a trusted root that the verifier names.
/// </summary>
public sealed class SigstoreStatementVerifier(TrustedRoot root, IReadOnlyList<SigstoreIdentity> identities) : IStatementVerifier
{
    public string Evidence => EvidenceKind.Sigstore;

    public VerifiedStatement Verify(ReadOnlyMemory<byte> bundle, Digest artifact, string? file)
    {
        SigstoreResult result = new SigstoreVerifier(root).Verify(SigstoreBundle.Parse(bundle.Span, file), new Artifact(artifact), identities);
        return result.Envelope is { } envelope
            ? new VerifiedStatement(InTotoStatement.Of(envelope), Evidence, result.Signer!.ToString(), result.Times)
            : throw new ComposeException(ErrorCodes.Trust.InvalidStatement, "the bundle signs the artifact itself and states nothing about it", new ErrorLocation { File = file }, "verify it as a signature: composectl trust verify");
    }
}
