using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan build PLAN -o plan.cbor</c>: digests and wires filled in; canonical bytes.</summary>
internal static class PlanBuildVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var output = new Option<string?>("--output", "-o") { Description = "Where to write; - is standard output (default: beside the plan, .cbor).", HelpName = "FILE" };
        var command = new Command("build", "Turn an authored plan into canonical CBOR with an identity: paths become digests, wires are filled in.") { file, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            string target = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".cbor");
            ValidationReport report = PlanBuilder.Build(PlanReader.ReadFile(path), PlanSession.Validation(invocation));
            if (report.Resolved is not { } resolved)
            {
                return invocation.Fail([.. report.Errors, .. report.Warnings]);
            }

            byte[] bytes = PlanBuilder.EncodeFor(resolved, target == "-" ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(target))!);
            InputFile.Write(target, bytes);
            Digest digest = Digest.Of(bytes);
            return target == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = target, ["bytes"] = bytes.Length, ["plan-digest"] = digest.ToString() },
                text => text.WriteLine($"{target}: {bytes.Length} bytes, plan {digest}"),
                report.Warnings);
        }));
        return command;
    }
}
