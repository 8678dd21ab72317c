using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Exec.Engines;

namespace Compose.CommandLine;

/// <summary><c>engine list</c>: which engines there are, and where they came from.</summary>
internal static class EngineListVerb
{
    public static Command Create()
    {
        var flags = new EngineFlags();
        var command = new Command("list", "List the engines, where each came from, or why it cannot be used.") { flags.Wasmtime };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IReadOnlyList<EngineStatus> engines = EngineCatalog.List(parsed.GetValue(flags.Wasmtime));
            var document = new JsonObject { ["engines"] = new JsonArray([.. engines.Select(EngineVerbs.Document)]) };
            return invocation.Succeed(document, text =>
            {
                foreach (EngineStatus engine in engines)
                {
                    text.WriteLine(engine.Info is { } info
                        ? $"{engine.Name,-9} {info.Version,-8} {engine.Origin}"
                        : $"{engine.Name,-9} {"-",-8} {engine.Problem!.Code.Name}: {engine.Problem.Message}");
                }
            });
        }));
        return command;
    }
}
