using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>conformance</c>: judges hosts, ours and others'.</summary>
internal static class ConformanceVerbs
{
    /// <summary>What they are there for.</summary>
    public const string Description = "Judge hosts of components by one suite.";

    public static Command Create()
    {
        var command = new Command("conformance", Description);
        AddTo(command);
        return command;
    }

    /// <summary>Adds the verbs to the command, or the program, that is <c>conformance</c>.</summary>
    public static void AddTo(Command command)
    {
        foreach (Command verb in (Command[])[
            ConformanceListVerb.Create(),
            ConformanceRunVerb.Create(),
            ConformanceVerifyVerb.Create(),
            ConformanceCompareVerb.Create(),
            ConformanceScoreboardVerb.Create(),
            ConformanceCoverageVerb.Create()])
        {
            command.Subcommands.Add(verb);
        }
    }

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

        // The program lies in build/composectl of a checkout, or in bin of an unpacked archive.
        string[] places = ["conformance", Path.Combine(AppContext.BaseDirectory, "conformance"), Path.Combine(AppContext.BaseDirectory, "..", "conformance"), Path.Combine(AppContext.BaseDirectory, "..", "..", "conformance")];
        return places.FirstOrDefault(place => Directory.Exists(Path.Combine(place, "suites"))) ?? places[0];
    }
}
