namespace Compose;

/// <summary>Remembers which blobs were fetched, so that the store does not launder where bytes came from.</summary>
public interface IBlobOrigins
{
    /// <summary>The address the blob was fetched from; null for one that was put here by hand or made here.</summary>
    string? FetchedFrom(Digest digest);
}
