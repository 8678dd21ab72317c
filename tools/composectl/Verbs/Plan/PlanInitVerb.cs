using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan init [-o plan.yaml] COMPONENT...</c>: a plan to begin with.</summary>
internal static class PlanInitVerb
{
    public static Command Create()
    {
        var components = new Argument<string[]>("COMPONENT") { Description = "Components to compose: paths.", Arity = ArgumentArity.ZeroOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The file to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "plan.yaml" };
        var name = new Option<string?>("--name") { Description = "The name of the plan (default: that of the folder).", HelpName = "NAME" };
        var command = new Command("init", "Write a plan to begin with.") { components, output, name };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(output);
            if (path != "-" && System.IO.File.Exists(path))
            {
                throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} is there already", null, "name another file with -o");
            }

            string folder = Path.GetDirectoryName(Path.GetFullPath(path == "-" ? "plan.yaml" : path))!;
            string text = PlanYamlWriter.Template(
                parsed.GetValue(name) ?? Path.GetFileName(folder),
                [.. parsed.GetRequiredValue(components).Select(component => Path.GetRelativePath(folder, Path.GetFullPath(component)))]);
            InputFile.Write(path, Encoding.UTF8.GetBytes(text));
            return path == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = path },
                _ => invocation.Say($"wrote {path}; next: composectl plan validate {path}"));
        }));
        return command;
    }
}
