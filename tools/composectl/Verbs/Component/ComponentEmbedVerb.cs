using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wit;
using Compose.Wit.Making;

namespace Compose.CommandLine;

/// <summary><c>component embed --world W WIT MODULE -o OUT</c>: tells a core module which world it was built against.</summary>
internal static class ComponentEmbedVerb
{
    private static readonly string[] s_encodings = ["utf8", "utf16", "compact-utf16"];

    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        var module = new Argument<string>("MODULE") { Description = "The core module; - is standard input." };
        var world = new Option<string?>("--world", "-w") { Description = "The world; needed if the package has several.", HelpName = "NAME" };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", Required = true };
        var encoding = new Option<string>("--encoding") { Description = "How the module's strings lie in memory: utf8, utf16 or compact-utf16.", HelpName = "NAME", DefaultValueFactory = _ => s_encodings[0] };
        encoding.AcceptOnlyFromAmong(s_encodings);
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("embed", "Write the world that a core module was built against into the module.") { source, module, world, output, encoding, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedWit wit = WitVerbs.Load(parsed.GetRequiredValue(source), WitVerbs.Options(parsed, features, all));
            WorldId id = wit.SelectWorld(parsed.GetValue(world));
            string path = parsed.GetRequiredValue(module);
            byte[] bytes = InputFile.Read(path);
            byte[] made = ComponentVerbs.Reading(path, () =>
            {
                CoreModuleReader.Read(bytes, WasmFeatures.All);
                return ComponentEmbedder.Embed(bytes, wit, id, (StringEncoding)Array.IndexOf(s_encodings, parsed.GetRequiredValue(encoding)));
            });
            string file = parsed.GetRequiredValue(output);
            InputFile.Write(file, made);
            return file == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = file, ["world"] = wit.NameOf(id), ["bytes"] = made.Length, ["digest"] = Digest.Of(made).ToString() },
                text => text.WriteLine($"{file}: {wit.NameOf(id)}, {made.Length} bytes, {Digest.Of(made)}"));
        }));
        return command;
    }
}
