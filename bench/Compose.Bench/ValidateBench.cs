using System.Diagnostics;
using System.Globalization;
using Compose.Wasm.Components;

namespace Compose.Bench;

/// <summary>Full validation of big components, bodies of functions included, beside <c>wasm-tools validate</c>.</summary>
internal static class ValidateBench
{
    public static void Run()
    {
        Console.WriteLine("| full validation | ours | wasm-tools | ours / wasm-tools |\n|---|---|---|---|");
        string? peer = Tools.Peer("wasm-tools");
        foreach (string name in new[] { "js-markdown", "py-filter", "go-filter", "kernels" })
        {
            if (Tools.Guest(name) is not { } guest)
            {
                continue;
            }

            Contest.Between(
                $"`{name}`, {new FileInfo(guest).Length / 1e6:F1} MB", 9, [Tools.Ours, "component", "validate", guest], peer is null ? null : [peer, "validate", guest]);
        }

        Console.WriteLine("\n| validation alone, warm, in one process | MB/s | wasm-tools, its start included |\n|---|---|---|");
        foreach (string name in new[] { "js-markdown", "py-filter" })
        {
            if (Tools.Guest(name) is { } guest)
            {
                byte[] bytes = File.ReadAllBytes(guest);
                double ours = Contest.Median(Enumerable.Range(0, 9).Select(_ => Timed(() => ComponentValidator.Validate(bytes))).Skip(2));
                string theirs = peer is null
                    ? "–"
                    : Rate(bytes.Length, Contest.Median(Enumerable.Range(0, 9).Select(_ => Spawn.Measure([peer, "validate", guest]).Milliseconds)));
                Console.WriteLine($"| `{name}` | {Rate(bytes.Length, ours)} | {theirs} |");
            }
        }
    }

    private static string Rate(long bytes, double milliseconds) => (bytes / 1e3 / milliseconds).ToString("F0", CultureInfo.InvariantCulture);

    private static double Timed(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
