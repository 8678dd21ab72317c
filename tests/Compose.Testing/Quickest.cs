using System.Diagnostics;

namespace Compose.Testing;

/// <summary>
/// The quickest of some attempts: a promise about time is kept if one attempt keeps it, and a machine that had other
/// things to do breaks none.
/// </summary>
public static class Quickest
{
    private const int Attempts = 6;

    /// <summary>Tries until an attempt takes less than a limit; the shortest time of all.</summary>
    public static async Task<TimeSpan> OfAsync(TimeSpan limit, Func<Task> attempt)
    {
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < Attempts && best >= limit; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await attempt();
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        return best;
    }
}
