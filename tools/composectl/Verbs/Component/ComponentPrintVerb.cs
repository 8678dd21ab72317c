using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Listing;

namespace Compose.CommandLine;

/// <summary><c>component print FILE</c>: a listing with byte offsets.</summary>
internal static class ComponentPrintVerb
{
    public static Command Create()
    {
        Argument<string> file = ComponentVerbs.File();
        var skeleton = new Option<bool>("--skeleton") { Description = "Leave out the instructions of functions." };
        var command = new Command("print", "List a component or core module as text, every definition with its byte offset.") { file, skeleton };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            var options = new ListingOptions { Code = !parsed.GetValue(skeleton) };
            if (invocation.Format == Format.Text)
            {
                using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
                return ComponentVerbs.Reading(path, () =>
                {
                    BinaryListing.Write(output, bytes, options);
                    return ExitCode.Ok;
                });
            }

            var lines = new StringWriter();
            ComponentVerbs.Reading(path, () =>
            {
                BinaryListing.Write(lines, bytes, options);
                return 0;
            });
            return invocation.Succeed(new JsonObject { ["listing"] = lines.ToString() }, _ => { });
        }));
        return command;
    }
}
