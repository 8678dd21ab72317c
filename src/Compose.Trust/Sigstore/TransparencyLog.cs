using Compose.Signing;
namespace Compose.Trust.Sigstore;

/// <summary>A log whose word counts: a Rekor or certificate transparency log of the trusted root.</summary>
/// <param name="Origin">Host, port and path of its address: the name under which it signs checkpoints.</param>
/// <param name="Id">Its id: 32 bytes that entries and SCTs name it by.</param>
/// <param name="Key">Its key.</param>
/// <param name="Validity">When the key was in use.</param>
public sealed record TransparencyLog(string Origin, ReadOnlyMemory<byte> Id, VerificationKey Key, ValidityPeriod Validity)
{
    /// <summary>The first four bytes that a checkpoint's signature carries for this key.</summary>
    public required ReadOnlyMemory<byte> CheckpointHint { get; init; }
}
