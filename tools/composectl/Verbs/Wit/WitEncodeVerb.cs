using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Binary;

namespace Compose.CommandLine;

/// <summary><c>wit encode WIT -o FILE</c>: a package as a component binary.</summary>
internal static class WitEncodeVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        var package = new Option<string?>("--package", "-p") { Description = "This package instead of the main one.", HelpName = "NAME" };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", Required = true };
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("encode", "Write a package as a binary, as registries hold it.") { source, package, output, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedWit wit = WitVerbs.Load(parsed.GetRequiredValue(source), WitVerbs.Options(parsed, features, all));
            PackageId id = WitVerbs.Package(wit, parsed.GetValue(package));
            byte[] bytes = WitEncoder.Encode(wit, id);
            string file = parsed.GetRequiredValue(output);
            InputFile.Write(file, bytes);
            if (file == "-")
            {
                return ExitCode.Ok;
            }

            var digest = Digest.Of(bytes);
            return invocation.Succeed(
                new JsonObject { ["package"] = wit[id].Name.ToString(), ["file"] = file, ["bytes"] = bytes.Length, ["digest"] = digest.ToString() },
                text => text.WriteLine($"{file}: {wit[id].Name}, {bytes.Length} bytes, {digest}"));
        }));
        return command;
    }
}
