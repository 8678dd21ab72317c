namespace Compose.Capabilities;

/// <summary>What one instance has used of one capability; shared by the grants of all interfaces that it covers.</summary>
internal sealed class GrantMeter(GrantBudget budget)
{
    private ulong _calls;
    private ulong _bytes;

    /// <summary>The instant at which the next call is due if calls come at exactly the rate; runs ahead of the clock by what was used early.</summary>
    private ulong _due;

    public GrantBudget Budget => budget;

    /// <summary>Begins another run: nothing is used yet.</summary>
    public void Renew()
    {
        _calls = 0;
        _bytes = 0;
        _due = 0;
    }

    /// <summary>Counts a call; false if the budget has none left.</summary>
    public bool TryCall() => budget.Calls is not { } limit || _calls++ < limit;

    /// <summary>Counts bytes; false if they exceed the budget.</summary>
    public bool TryBytes(ulong count)
    {
        _bytes += count;
        return budget.Bytes is not { } limit || _bytes <= limit;
    }

    /// <summary>Nanoseconds that a call made now has to wait to keep within the rate; the call is counted.</summary>
    public ulong Delay(ulong now)
    {
        if (budget.RateCalls is not { } calls)
        {
            return 0;
        }

        // A whole period's calls may come at once; then one each period/calls.
        ulong period = Math.Min(budget.RateMilliseconds, ulong.MaxValue / 4_000_000) * 1_000_000;
        ulong interval = Math.Max(1, period / calls);
        ulong start = Math.Max(_due, now);
        _due = start + interval;
        ulong early = period - interval;
        return start > now + early ? start - early - now : 0;
    }
}
