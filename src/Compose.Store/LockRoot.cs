namespace Compose.Store;

/// <summary>A lock file of a plan that keeps blobs in the store.</summary>
/// <param name="File">Its path.</param>
/// <param name="Digests">What it names now.</param>
/// <param name="IsGone">It is not there any more: the next collection forgets it.</param>
public sealed record LockRoot(string File, IReadOnlyList<Digest> Digests, bool IsGone);
