namespace Compose.Trust;

/// <summary>Remembers words that were verified, by everything that decided them. Only what succeeded is kept.</summary>
public interface ITrustCache
{
    /// <summary>The word under the key if it still holds, else null.</summary>
    Voucher? TryGet(Digest key, DateTimeOffset now);

    /// <summary>Keeps a word until an instant.</summary>
    void Put(Digest key, Voucher voucher, DateTimeOffset until);
}
