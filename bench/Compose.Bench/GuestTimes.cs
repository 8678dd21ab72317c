using System.Globalization;

namespace Compose.Bench;

/// <summary>Compares times that a guest measures and prints to standard error, on our engine and on Wasmtime.</summary>
internal static class GuestTimes
{
    /// <param name="read">Takes name and figure from a line of standard error, or null.</param>
    public static void Print(
        string title, string unit, int rounds, string component, IReadOnlyList<string[]> runs,
        Func<string, (string Name, string Time)?> read, bool header = true)
    {
        string? wasmtime = Tools.Peer("wasmtime");
        var ours = new Dictionary<string, List<double>>();
        var theirs = new Dictionary<string, List<double>>();
        for (int i = 0; i < rounds; i++)
        {
            foreach (string[] words in runs)
            {
                Collect(ours, Spawn.Measure([Tools.Ours, "exec", "run", component, .. words]), read);
                if (wasmtime is not null)
                {
                    Collect(theirs, Spawn.Measure([wasmtime, "run", component, .. words]), read);
                }
            }
        }

        if (header)
        {
            Console.WriteLine($"| {title} | ours, {unit} | Wasmtime, {unit} | ours / Wasmtime |\n|---|---|---|---|");
        }

        foreach ((string name, List<double> times) in ours)
        {
            double us = Contest.Median(times);
            double? them = theirs.TryGetValue(name, out List<double>? peer) ? Contest.Median(peer) : null;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {us:F1} | {them:F1} | {us / them:F2} |"));
        }
    }

    private static void Collect(Dictionary<string, List<double>> times, Spawn.Run run, Func<string, (string Name, string Time)?> read)
    {
        foreach (string line in run.Error.Split('\n'))
        {
            if (read(line) is var (name, text) && double.TryParse(text, CultureInfo.InvariantCulture, out double time))
            {
                if (!times.TryGetValue(name, out List<double>? list))
                {
                    times[name] = list = [];
                }

                list.Add(time);
            }
        }
    }
}
