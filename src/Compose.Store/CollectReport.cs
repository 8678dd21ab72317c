namespace Compose.Store;

/// <summary>What a collection did, or would do.</summary>
public sealed class CollectReport
{
    public List<Digest> Removed { get; } = [];

    public long RemovedBytes { get; internal set; }

    public long KeptBytes { get; internal set; }

    /// <summary>Entries of caches whose artifact is gone.</summary>
    public int RemovedEntries { get; internal set; }

    /// <summary>Files of caches, such as compiled code.</summary>
    public int RemovedCached { get; internal set; }

    /// <summary>Lock files that kept blobs and are not there any more.</summary>
    public int RemovedLocks { get; internal set; }

    /// <summary>Left-overs of writers that were killed.</summary>
    public int RemovedTemporary { get; internal set; }

    /// <summary>True if what is kept for good is larger than the quota.</summary>
    public bool IsOverQuota { get; internal set; }
}
