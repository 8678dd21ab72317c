using Compose.Signing;

namespace Compose.Trust.OpenPgp;

/// <summary>An OpenPGP signature that was verified.</summary>
/// <param name="Fingerprint">The certificate's: 40 hexadecimal digits.</param>
/// <param name="Name">What the certificate calls its owner; it only identifies.</param>
/// <param name="PrimaryId">SHA-256 of the primary key as a SubjectPublicKeyInfo: two subkeys of one certificate are one voice.</param>
/// <param name="Key">The key that signed: the primary key or a subkey.</param>
/// <param name="Until">When the signature or the key ends; null for never.</param>
public sealed record OpenPgpResult(string Fingerprint, string Name, Digest PrimaryId, VerificationKey Key, DateTimeOffset? Until);
