using System.Globalization;
using System.Text.RegularExpressions;

namespace Compose.Bench;

/// <summary>
/// Functions that runs of the sample guests touch and that are too large for the just-in-time compiler to optimise: it
/// says so itself (<c>DOTNET_JitDisasmSummary</c>).
/// </summary>
internal static partial class GiantsBench
{
    public static void Run()
    {
        Console.WriteLine("| run | functions compiled | IL | of that not optimised | the largest of them: IL, machine code |\n|---|---|---|---|---|");
        Line("kernels regex", "kernels", ["regex", "100000"]);
        foreach (string name in new[] { "js-markdown", "py-filter", "go-filter" })
        {
            Line(name, name, []);
        }
    }

    private static void Line(string title, string composition, string[] arguments)
    {
        string? made = Compositions.Make(composition);
        if (made is null)
        {
            Console.WriteLine($"| {title} | skipped: needs the shared components and wac | | | |");
            return;
        }

        string summary = Path.GetTempFileName();
        string input = Path.Combine(Tools.Shared, "guests", "cases", composition, "stdin.txt");
        Environment.SetEnvironmentVariable("DOTNET_JitStdOutFile", summary);
        Environment.SetEnvironmentVariable("DOTNET_JitDisasmSummary", "1");
        try
        {
            Spawn.Measure([Tools.Ours, "exec", "run", made, .. arguments], File.Exists(input) ? input : null);
            Report(title, File.ReadLines(summary));
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOTNET_JitStdOutFile", null);
            Environment.SetEnvironmentVariable("DOTNET_JitDisasmSummary", null);
            File.Delete(summary);
        }
    }

    private static void Report(string title, IEnumerable<string> lines)
    {
        int count = 0, giants = 0;
        long bytes = 0, giantBytes = 0;
        (int Il, string Text) largest = (0, "–");
        foreach (string line in lines)
        {
            if (Compiled().Match(line) is not { Success: true } match)
            {
                continue;
            }

            int il = int.Parse(match.Groups["il"].ValueSpan, CultureInfo.InvariantCulture);
            count++;
            bytes += il;
            if (match.Groups["tier"].Value != "FullOpts")
            {
                giants++;
                giantBytes += il;
                if (il > largest.Il)
                {
                    largest = (il, $"{Kilobytes(il)}, {Kilobytes(int.Parse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture))}");
                }
            }
        }

        Console.WriteLine($"| {title} | {count} | {Kilobytes(bytes)} | {giants}, {Kilobytes(giantBytes)} | {largest.Text} |");
    }

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F0} KB");

    [GeneratedRegex(@"\(dynamicClass\):wasm_.*\[(?<tier>[^,]*), IL size=(?<il>\d+), code size=(?<code>\d+)")]
    private static partial Regex Compiled();
}
