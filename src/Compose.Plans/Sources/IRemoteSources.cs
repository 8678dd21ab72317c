namespace Compose.Plans;

/// <summary>Fetches components whose source is an address. What comes back was verified, and is known as fetched.</summary>
public interface IRemoteSources
{
    /// <summary>Fetches.</summary>
    /// <param name="source">The address.</param>
    /// <param name="expected">The digest it must have; null to take what is there now.</param>
    /// <param name="locked">What the lock file says of the address; null for nothing.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    FetchedSource Fetch(SourceAddress source, Digest? expected, LockedSource? locked);

    /// <summary>A plan with this lock file is in use: what the file names is to stay where it was fetched to. Must not fail.</summary>
    /// <param name="lockFile">Its path.</param>
    void Keep(string lockFile)
    {
    }
}
