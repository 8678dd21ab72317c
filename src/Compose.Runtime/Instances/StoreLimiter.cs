using Compose.Engine;

namespace Compose.Runtime;

/// <summary>Keeps the memories and tables of a store together within its limits.</summary>
internal sealed class StoreLimiter(ComponentStoreOptions options, StoreLimiter? within) : IResourceLimiter
{
    private ulong _memoryBytes;
    private ulong _tableElements;

    /// <summary>Whether a growth was refused: what a guest makes of it is often only an abort.</summary>
    public bool WasRefused { get; private set; }

    public ulong MemoryBytes => _memoryBytes;

    public ulong MaxTableElements => options.MaxTableElements;

    public bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes) =>
        GrowsWithin(true, desiredBytes - currentBytes) && Growing(ref _memoryBytes, currentBytes, desiredBytes, options.MaxMemoryBytes ?? ulong.MaxValue, true);

    public bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements) =>
        GrowsWithin(false, desiredElements - currentElements) && Growing(ref _tableElements, currentElements, desiredElements, options.MaxTableElements, false);

    public void MemoryGrowFailed(ulong currentBytes, ulong desiredBytes)
    {
        _memoryBytes -= desiredBytes - currentBytes;
        within?.MemoryGrowFailed(currentBytes, desiredBytes);
    }

    /// <summary>Sizes as they are now, to be put back.</summary>
    public (ulong MemoryBytes, ulong TableElements) Read() => (_memoryBytes, _tableElements);

    /// <summary>Puts sizes back.</summary>
    public void Reset((ulong MemoryBytes, ulong TableElements) sizes)
    {
        (_memoryBytes, _tableElements) = sizes;
        WasRefused = false;
    }

    /// <summary>The store ends: what it had is free again.</summary>
    public void Release()
    {
        within?.Free(_memoryBytes, _tableElements);
        _memoryBytes = 0;
        _tableElements = 0;
    }

    private void Free(ulong memory, ulong elements)
    {
        _memoryBytes -= memory;
        _tableElements -= elements;
        within?.Free(memory, elements);
    }

    private bool GrowsWithin(bool memory, ulong more)
    {
        if (within is null || (memory ? within.MemoryGrowing(0, more, null) : within.TableGrowing(0, more, null)))
        {
            return true;
        }

        WasRefused = true;
        return false;
    }

    private bool Growing(ref ulong total, ulong current, ulong desired, ulong limit, bool memory)
    {
        ulong more = desired - current;
        if (more > limit || total > limit - more)
        {
            WasRefused = true;
            if (within is not null)
            {
                within.Free(memory ? more : 0, memory ? 0 : more);
            }

            return false;
        }

        total += more;
        return true;
    }
}
