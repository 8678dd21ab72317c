using System.Globalization;

namespace Compose.Bench;

/// <summary>
/// Runs ours and a peer by turns, so that noise of a shared machine hits both, and prints medians and their ratio.
/// </summary>
internal static class Contest
{
    /// <summary>One line of a table: what was measured, ours, the peer's (null where it cannot), ratio of the medians.</summary>
    public static void Between(string name, int rounds, IReadOnlyList<string> ours, IReadOnlyList<string>? peer, string? stdinFile = null)
    {
        var us = new List<Spawn.Run>();
        var them = new List<Spawn.Run>();
        for (int i = 0; i < rounds; i++)
        {
            us.Add(Spawn.Measure(ours, stdinFile));
            if (peer is not null)
            {
                them.Add(Spawn.Measure(peer, stdinFile));
            }
        }

        if (us[0].ExitCode != 0)
        {
            Console.WriteLine($"| {name} | fails with exit code {us[0].ExitCode} | | |");
            return;
        }

        (double time, double cpu, double memory) = Medians(us);
        string line = string.Create(CultureInfo.InvariantCulture, $"| {name} | {time:F1} ms, {cpu:F0} ms CPU, {memory:F0} MB ");
        if (peer is null || them[0].ExitCode != 0)
        {
            Console.WriteLine(line + (peer is null ? "| – | |" : $"| fails with exit code {them[0].ExitCode} | |"));
            return;
        }

        (double theirs, double theirCpu, double theirMemory) = Medians(them);
        Console.WriteLine(line + string.Create(CultureInfo.InvariantCulture,
            $"| {theirs:F1} ms, {theirCpu:F0} ms CPU, {theirMemory:F0} MB | {time / theirs:F2} × time, {cpu / theirCpu:F2} × CPU, {memory / theirMemory:F2} × memory |"));
    }

    private static (double Milliseconds, double CpuMilliseconds, double Mebibytes) Medians(List<Spawn.Run> runs) => (
        Median(runs.Select(run => run.Milliseconds)),
        Median(runs.Select(run => run.CpuMilliseconds)),
        Median(runs.Select(run => run.PeakKiB / 1024.0)));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
