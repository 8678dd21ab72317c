namespace Compose;

/// <summary>
/// Signs statements of guests with a key of the host: the seam of <c>std:attest</c>. What a guest says is signed as what
/// it says, under what the host knows of it. Thread-safe.
/// </summary>
public interface IGuestAttester
{
    /// <summary>The key that verifies, as PEM.</summary>
    string PublicKey { get; }

    /// <summary>An attestation: a Sigstore bundle.</summary>
    /// <exception cref="ComposeException">The key cannot be used.</exception>
    byte[] Attest(GuestClaim claim);

    /// <summary>The claim in an attestation that this key has signed; null for one that it has not.</summary>
    /// <exception cref="ComposeException"><c>Trust.*</c>: it is no attestation.</exception>
    GuestClaim? Verify(ReadOnlyMemory<byte> attestation);
}
