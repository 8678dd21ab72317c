namespace Compose.Capabilities.Wasi.Http;

/// <summary>Bytes that an instance may still send or receive; counted by whichever thread moves them.</summary>
public sealed class HttpBudget(long limit)
{
    private long _left = limit;

    /// <summary>The bytes granted at the start.</summary>
    public long Limit { get; } = limit;

    /// <summary>Takes as many, or none where fewer are left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, bytes);
        return false;
    }
}
