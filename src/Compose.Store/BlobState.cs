namespace Compose.Store;

/// <summary>What a store has under a digest.</summary>
public enum BlobState
{
    Absent,
    Present,

    /// <summary>There is a file and its bytes do not have the digest; reading treats it as absent, the next put mends it.</summary>
    Corrupt,
}
