namespace Compose.Signing;

/// <summary>Verifies one kind of evidence for statements about artifacts, offline. What a proof says of its signer only identifies it.</summary>
public interface IStatementVerifier
{
    /// <summary>The kind; see <see cref="EvidenceKind"/>.</summary>
    string Evidence { get; }

    /// <summary>The statement in a bundle that is about the artifact.</summary>
    /// <param name="bundle">The proof as it was found.</param>
    /// <param name="artifact">What it has to be about.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="ComposeException">Why it does not hold: <c>Trust.*</c>.</exception>
    VerifiedStatement Verify(ReadOnlyMemory<byte> bundle, Digest artifact, string? file);
}
