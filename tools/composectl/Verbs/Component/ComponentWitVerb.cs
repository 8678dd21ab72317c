using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Binary;
using Compose.Wit.Printing;

namespace Compose.CommandLine;

/// <summary><c>component wit FILE</c>: the world of a component, with all packages that it speaks of.</summary>
internal static class ComponentWitVerb
{
    public static Command Create()
    {
        Argument<string> file = ComponentVerbs.File("A component, or a WIT package as *.wasm; - is standard input.");
        var command = new Command("wit", "Print the WIT of a component as one file that resolves again.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            string printed = ComponentVerbs.Reading(path, () => WitPrinter.PrintAll(WitDecoder.Decode(bytes, path)));
            return invocation.Succeed(new JsonObject { ["wit"] = printed }, text => text.Write(printed));
        }));
        return command;
    }
}
