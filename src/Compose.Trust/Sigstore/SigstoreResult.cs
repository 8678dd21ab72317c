using Compose.Signing;
namespace Compose.Trust.Sigstore;

/// <summary>A bundle that was verified.</summary>
/// <param name="Signer">The identity; null where a plain key signed.</param>
/// <param name="Key">The key that signed.</param>
/// <param name="Times">Proven times of signing; may be empty for a plain key.</param>
/// <param name="Envelope">The envelope, if the bundle holds one.</param>
public sealed record SigstoreResult(SigstoreIdentity? Signer, VerificationKey Key, IReadOnlyList<DateTimeOffset> Times, DsseEnvelope? Envelope);
