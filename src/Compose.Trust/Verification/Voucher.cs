namespace Compose.Trust;

/// <summary>An authority's word that was verified.</summary>
/// <param name="Authority">The name of the authority.</param>
/// <param name="Signer">Who signed, in words.</param>
/// <param name="SignerId">What tells signers apart: two authorities with the same are one voice.</param>
public sealed record Voucher(string Authority, string Signer, string SignerId)
{
    /// <summary>Until when it holds by itself: the end of a certificate that no timestamp goes with.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True if it holds for bytes from this repository or tag only, and is not remembered for their digest.</summary>
    public bool IsForSourceOnly { get; init; }

    /// <summary>True if it came from the trust cache.</summary>
    public bool WasCached { get; init; }
}
