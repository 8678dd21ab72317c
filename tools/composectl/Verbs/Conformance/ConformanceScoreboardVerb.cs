using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Conformance;

namespace Compose.CommandLine;

/// <summary><c>conformance scoreboard</c>.</summary>
internal static class ConformanceScoreboardVerb
{
    public static Command Create()
    {
        var reports = new Argument<string[]>("REPORT") { Description = "Reports of `conformance run --report`, one a host.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The page to write.", HelpName = "FILE", Required = true };
        var command = new Command("scoreboard", "Write one page that shows several hosts beside each other.") { reports, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ReportDocument[] read = [.. parsed.GetRequiredValue(reports).Select(JsonReport.Read)];
            string path = parsed.GetRequiredValue(output);
            InputFile.Write(path, Encoding.UTF8.GetBytes(Scoreboard.Write(read)));
            return invocation.Succeed(new JsonObject { ["page"] = path, ["hosts"] = read.Length }, text => text.WriteLine(path));
        }));
        return command;
    }
}
