using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit.Making;

namespace Compose.CommandLine;

/// <summary><c>component new MODULE [--adapt NAME=FILE] -o OUT</c>: makes a component of a core module.</summary>
internal static class ComponentNewVerb
{
    public static Command Create()
    {
        var module = new Argument<string>("MODULE") { Description = "A core module that knows its world (bindings write it, or `component embed`); - is standard input." };
        var adapt = new Option<string[]>("--adapt")
        {
            Description = "An adapter for imports of module NAME, such as wasi_snapshot_preview1; without NAME= the file's name up to its first dot.",
            HelpName = "NAME=FILE",
        };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", Required = true };
        var command = new Command("new", "Make a component of a core module.") { module, adapt, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(module);
            var adapters = new List<AdapterModule>();
            foreach (string adapter in parsed.GetValue(adapt) ?? [])
            {
                adapters.Add(Adapter(adapter));
            }

            byte[] made = ComponentMaker.Make(InputFile.Read(path), new MakeOptions { Name = path, Adapters = adapters });
            string file = parsed.GetRequiredValue(output);
            InputFile.Write(file, made);
            return file == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = file, ["bytes"] = made.Length, ["digest"] = Digest.Of(made).ToString() },
                text => text.WriteLine($"{file}: {made.Length} bytes, {Digest.Of(made)}"));
        }));
        return command;
    }

    private static AdapterModule Adapter(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string file = word[(equals + 1)..];
        string name = equals > 0 ? word[..equals] : Path.GetFileName(file).Split('.')[0];
        return new AdapterModule(name, InputFile.Read(file), file);
    }
}
