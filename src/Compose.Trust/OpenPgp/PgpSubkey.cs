namespace Compose.Trust.OpenPgp;

/// <summary>A key of a certificate that may sign data, and until when.</summary>
/// <param name="Key">The primary key or a subkey.</param>
/// <param name="Expires">When it or its certificate ends; null for never.</param>
/// <param name="IsRevoked">Whether its owner took it back, which holds for whatever it signed.</param>
internal sealed record PgpSubkey(PgpKey Key, DateTimeOffset? Expires, bool IsRevoked);
