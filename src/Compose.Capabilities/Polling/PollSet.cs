namespace Compose.Capabilities.Polling;

/// <summary>Waits for the first of several pollables.</summary>
public static class PollSet
{
    /// <summary>The indices of those that are ready now, ascending; null if none is.</summary>
    public static uint[]? Ready(ReadOnlySpan<Pollable> set)
    {
        uint[]? ready = null;
        int count = 0;
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i].IsReady)
            {
                ready ??= new uint[set.Length];
                ready[count++] = (uint)i;
            }
        }

        if (ready is not null && count < ready.Length)
        {
            Array.Resize(ref ready, count);
        }

        return ready;
    }

    /// <summary>
    /// Waits until at least one is ready. Virtual time passes only if nothing of the world is waited for: then the
    /// clock of the nearest deadline jumps there. So with virtual clocks the world is always as fast as it needs to be,
    /// and the answer does not depend on how fast it really was.
    /// </summary>
    public static async ValueTask<uint[]> WaitAsync(Pollable[] set, CancellationToken cancellation)
    {
        while (true)
        {
            if (Ready(set) is { } ready)
            {
                return ready;
            }

            cancellation.ThrowIfCancellationRequested();
            if (!TryJump(set))
            {
                await FirstAsync(set, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static bool TryJump(Pollable[] set)
    {
        Pollable? nearest = null;
        ulong least = ulong.MaxValue;
        foreach (Pollable pollable in set)
        {
            if (!pollable.IsVirtual)
            {
                return false;
            }

            ulong rest = pollable.Deadline - pollable.Clock!.Peek();
            if (nearest is null || rest < least)
            {
                nearest = pollable;
                least = rest;
            }
        }

        nearest!.Clock!.AdvanceTo(nearest.Deadline);
        return true;
    }

    private static async Task FirstAsync(Pollable[] set, CancellationToken cancellation)
    {
        if (set.Length == 1)
        {
            await set[0].WaitAsync(cancellation).ConfigureAwait(false);
            return;
        }

        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waits = new List<Task>(set.Length);
        foreach (Pollable pollable in set)
        {
            if (!pollable.IsVirtual)
            {
                waits.Add(pollable.WaitAsync(rest.Token).AsTask());
            }
        }

        await Task.WhenAny(waits).ConfigureAwait(false);
        await rest.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(waits).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The waits that were not needed any more; a cancelled run is noticed at the next turn.
        }
    }
}
