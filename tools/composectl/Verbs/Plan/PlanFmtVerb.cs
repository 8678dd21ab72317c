using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan fmt PLAN</c>: lays out a YAML plan; a CBOR plan is written as YAML.</summary>
internal static class PlanFmtVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var check = new Option<bool>("--check") { Description = "Change nothing; fail if the file is not laid out." };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write; - is standard output (default: a YAML plan in place, any other to standard output).", HelpName = "FILE" };
        var command = new Command("fmt", "Lay out a plan the one way; canonical plans are written as YAML.") { file, check, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            PlanDocument document = PlanReader.Read(bytes, path);
            bool isYaml = document.Form == PlanForm.Authored && !Encoding.UTF8.GetString(bytes).AsSpan().TrimStart().StartsWith("{");
            string text = isYaml ? PlanFormatter.Format(Encoding.UTF8.GetString(bytes), path) : PlanYamlWriter.Write(document.Require());
            bool isSame = Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes);
            if (parsed.GetValue(check))
            {
                return isSame
                    ? invocation.Succeed(new JsonObject { ["formatted"] = true }, _ => { })
                    : invocation.Fail([new ComposeError(ErrorCodes.Generic.InvalidInput, "the plan is not laid out", new ErrorLocation { File = path }, $"composectl plan fmt {path}")]);
            }

            string target = parsed.GetValue(output) ?? (isYaml ? path : "-");
            if (target != path || !isSame)
            {
                InputFile.Write(target, Encoding.UTF8.GetBytes(text));
            }

            return ExitCode.Ok;
        }));
        return command;
    }
}
