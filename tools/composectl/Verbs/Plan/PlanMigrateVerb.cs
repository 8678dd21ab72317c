using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan migrate OLD -o NEW</c>: a plan of version 1 as one of version 2.</summary>
internal static class PlanMigrateVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", Required = true };
        var command = new Command("migrate", "Convert a plan of version 1 (canonical or legacy) to version 2, which is another identity.") { file, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            PlanDocument document = PlanReader.ReadFile(parsed.GetRequiredValue(file));
            byte[] bytes = PlanMigration.ToCanonicalV2(document);
            string target = parsed.GetRequiredValue(output);
            InputFile.Write(target, bytes);
            Digest before = document.Identity!.PlanDigest, after = Digest.Of(bytes);
            return target == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = target, ["from"] = before.ToString(), ["plan-digest"] = after.ToString() },
                text => text.WriteLine($"{target}: version 2, plan {after} (was {before})"));
        }));
        return command;
    }
}
