namespace Compose.Signing;

/// <summary>A statement that holds.</summary>
/// <param name="Statement">What is stated.</param>
/// <param name="Evidence">The kind of evidence that was verified; see <see cref="EvidenceKind"/>.</param>
/// <param name="Signer">Who states it, in words.</param>
/// <param name="Times">When it was signed, as far as that is proven.</param>
public sealed record VerifiedStatement(InTotoStatement Statement, string Evidence, string Signer, IReadOnlyList<DateTimeOffset> Times);
