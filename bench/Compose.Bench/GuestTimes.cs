using System.Globalization;

namespace Compose.Bench;

/// <summary>Compares times that a guest measures and prints to standard error, on our engine and on Wasmtime.</summary>
internal static class GuestTimes
{
    /// <param name="title">What the rows are about.</param>
    /// <param name="unit">What the figures are.</param>
    /// <param name="rounds">How often each is run.</param>
    /// <param name="component">The guest.</param>
    /// <param name="runs">Its arguments, run by run.</param>
    /// <param name="read">Takes name and figure from a line of standard error, or null.</param>
    /// <param name="header">Whether the head of the table is printed.</param>
    /// <param name="options">What stands before the component, in words that both programs know.</param>
    /// <param name="stdinFile">Standard input; empty if not given.</param>
    public static void Print(
        string title, string unit, int rounds, string component, IReadOnlyList<string[]> runs,
        Func<string, (string Name, string Time)?> read, bool header = true, string[]? options = null, string? stdinFile = null)
    {
        options ??= [];
        string? wasmtime = Tools.Peer("wasmtime");
        var ours = new Dictionary<string, List<double>>();
        var theirs = new Dictionary<string, List<double>>();
        string peak = "peak memory" + (runs is [[_, ..] words0] ? " of " + string.Join(' ', words0) : string.Empty) + ", MB";
        for (int i = 0; i < rounds; i++)
        {
            foreach (string[] words in runs)
            {
                Collect(ours, Spawn.Measure([Tools.Ours, "exec", "run", .. options, component, .. words], stdinFile), peak, read);
                if (wasmtime is not null)
                {
                    Collect(theirs, Spawn.Measure([wasmtime, "run", .. options, component, .. words], stdinFile), peak, read);
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

    private static void Collect(Dictionary<string, List<double>> times, Spawn.Run run, string peak, Func<string, (string Name, string Time)?> read)
    {
        foreach (string line in run.Error.Split('\n'))
        {
            if (read(line) is var (name, text) && double.TryParse(text, CultureInfo.InvariantCulture, out double time))
            {
                Add(name, time);
            }
        }

        Add(peak, run.PeakKiB / 1024.0);

        void Add(string name, double figure)
        {
            if (!times.TryGetValue(name, out List<double>? list))
            {
                times[name] = list = [];
            }

            list.Add(figure);
        }
    }
}
