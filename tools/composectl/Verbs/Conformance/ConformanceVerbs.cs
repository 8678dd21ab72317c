using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>conformance</c>: judges hosts, ours and others'.</summary>
internal static class ConformanceVerbs
{
    public static Command Create() => new("conformance", "Judge hosts of components by one suite.")
    {
        ConformanceListVerb.Create(),
        ConformanceRunVerb.Create(),
        ConformanceVerifyVerb.Create(),
        ConformanceCompareVerb.Create(),
        ConformanceScoreboardVerb.Create(),
        ConformanceCoverageVerb.Create(),
    };

    public static Option<string> Root() => new("--root")
    {
        Description = "The folder of the conformance suite (default: CONFORMANCE_ROOT, then ./conformance, then the one beside the program).",
        HelpName = "DIR",
        DefaultValueFactory = _ => FindRoot(),
    };

    private static string FindRoot()
    {
        if (Environment.GetEnvironmentVariable("CONFORMANCE_ROOT") is { Length: > 0 } named)
        {
            return named;
        }

        // The program lies in build/composectl of a checkout, or beside the folder of an unpacked archive.
        string[] places = ["conformance", Path.Combine(AppContext.BaseDirectory, "conformance"), Path.Combine(AppContext.BaseDirectory, "..", "..", "conformance")];
        return places.FirstOrDefault(place => Directory.Exists(Path.Combine(place, "suites"))) ?? places[0];
    }
}
