using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Exec.Engines;

namespace Compose.CommandLine;

/// <summary><c>engine doctor</c>: tries the engines. An engine that is not installed is told and is no failure.</summary>
internal static class EngineDoctorVerb
{
    public static Command Create()
    {
        var flags = new EngineFlags();
        var command = new Command("doctor", "Try each engine on small guests: calls, traps, interruption, the cache of compiled code.") { flags.Wasmtime };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IReadOnlyList<EngineCheck> checks = EngineDoctor.Examine(flags.Request(invocation));
            bool isOk = checks.All(check => check.IsOk || check.Name == EngineDoctor.Found);
            var document = new JsonObject
            {
                ["checks"] = new JsonArray([.. checks.Select(check => (JsonNode)new JsonObject
                {
                    ["engine"] = check.Engine,
                    ["check"] = check.Name,
                    ["ok"] = check.IsOk,
                    ["finding"] = check.Finding,
                })]),
            };
            if (invocation.Format != Format.Text)
            {
                invocation.Report(document, [], isOk ? ExitCode.Ok : ExitCode.Failed);
            }
            else
            {
                foreach (EngineCheck check in checks)
                {
                    invocation.Out.WriteLine($"{(check.IsOk ? "ok  " : "no  ")} {check.Engine,-9} {check.Name}: {check.Finding}");
                }
            }

            return isOk ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }
}
