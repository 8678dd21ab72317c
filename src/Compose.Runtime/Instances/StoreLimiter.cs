using Compose.Engine;

namespace Compose.Runtime;

/// <summary>Keeps the memories and tables of a store together within its limits.</summary>
internal sealed class StoreLimiter(ComponentStoreOptions options) : IResourceLimiter
{
    private ulong _memoryBytes;
    private ulong _tableElements;

    /// <summary>Whether a growth was refused: what a guest makes of it is often only an abort.</summary>
    public bool WasRefused { get; private set; }

    public ulong MemoryBytes => _memoryBytes;

    public ulong MaxTableElements => options.MaxTableElements;

    public bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes) =>
        Growing(ref _memoryBytes, currentBytes, desiredBytes, options.MaxMemoryBytes ?? ulong.MaxValue);

    public bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements) =>
        Growing(ref _tableElements, currentElements, desiredElements, options.MaxTableElements);

    public void MemoryGrowFailed(ulong currentBytes, ulong desiredBytes) => _memoryBytes -= desiredBytes - currentBytes;

    /// <summary>Sizes as they are now, to be put back.</summary>
    public (ulong MemoryBytes, ulong TableElements) Read() => (_memoryBytes, _tableElements);

    /// <summary>Puts sizes back.</summary>
    public void Reset((ulong MemoryBytes, ulong TableElements) sizes)
    {
        (_memoryBytes, _tableElements) = sizes;
        WasRefused = false;
    }

    private bool Growing(ref ulong total, ulong current, ulong desired, ulong limit)
    {
        ulong more = desired - current;
        if (more > limit || total > limit - more)
        {
            WasRefused = true;
            return false;
        }

        total += more;
        return true;
    }
}
