using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.CommandLine;

/// <summary><c>component validate FILE</c>: full validation of a component or core module.</summary>
internal static class ComponentValidateVerb
{
    public static Command Create()
    {
        Argument<string> file = ComponentVerbs.File();
        var strict = new Option<bool>("--strict") { Description = "Accept only what WASI 0.2 and 0.3 have shipped and WebAssembly 3.0." };
        var lenient = new Option<bool>("--lenient") { Description = "Accept every feature that is known, gated ones and proposals included." };
        var command = new Command("validate", "Validate a component or core module, bodies of functions included.") { file, strict, lenient };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            if (parsed.GetValue(strict) && parsed.GetValue(lenient))
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "--strict and --lenient exclude each other");
            }

            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            ComponentOptions options = parsed.GetValue(strict) ? ComponentOptions.Strict : parsed.GetValue(lenient) ? ComponentOptions.Lenient : ComponentOptions.Default;
            bool isComponent = Component.IsComponent(bytes);
            ComponentVerbs.Reading(path, () =>
            {
                if (isComponent)
                {
                    ComponentValidator.Validate(bytes, options);
                }
                else
                {
                    CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, options.CoreFeatures), threads: Environment.ProcessorCount);
                }

                return 0;
            });
            var digest = Digest.Of(bytes);
            string kind = isComponent ? "component" : "core module";
            return invocation.Succeed(
                new JsonObject { ["valid"] = true, ["kind"] = kind, ["bytes"] = bytes.Length, ["digest"] = digest.ToString() },
                text => text.WriteLine($"{path}: valid {kind}, {bytes.Length} bytes, {digest}"));
        }));
        return command;
    }
}
