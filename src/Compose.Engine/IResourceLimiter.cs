namespace Compose.Engine;

/// <summary>
/// Decides on growth. Asked on the guest's thread, before anything is allocated, and also for the initial size of each
/// new memory and table (then <c>current</c> is 0, and a refusal fails the instantiation with
/// <c>Exec.ResourceExhausted</c>). A refused <c>memory.grow</c> or <c>table.grow</c> answers -1 to the guest.
/// </summary>
public interface IResourceLimiter
{
    /// <summary>May a memory go from <paramref name="currentBytes"/> to <paramref name="desiredBytes"/>? <paramref name="maximumBytes"/> is what its type declares.</summary>
    bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes);

    /// <summary>May a table go from <paramref name="currentElements"/> to <paramref name="desiredElements"/>?</summary>
    bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements);

    /// <summary>The memory's growth failed after it was allowed; what was granted can be taken back.</summary>
    void MemoryGrowFailed(ulong currentBytes, ulong desiredBytes)
    {
    }

    /// <summary>
    /// Most elements of all tables together. Engines that cannot ask when a guest grows a table divide what is left of it
    /// among those that can grow.
    /// </summary>
    ulong MaxTableElements => ulong.MaxValue;
}
