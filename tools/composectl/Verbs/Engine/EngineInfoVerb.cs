using System.CommandLine;
using Compose.Exec.Engines;

namespace Compose.CommandLine;

/// <summary><c>engine info NAME</c>: what one engine can do, and its fingerprint.</summary>
internal static class EngineInfoVerb
{
    public static Command Create()
    {
        var flags = new EngineFlags();
        var name = new Argument<string>("NAME") { Description = "clr or wasmtime." };
        name.AcceptOnlyFromAmong("clr", "wasmtime");
        var command = new Command("info", "Say what an engine can do, and the fingerprint that is part of the exec key.") { name, flags.Wasmtime };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string wanted = parsed.GetRequiredValue(name);
            EngineStatus engine = EngineCatalog.List(parsed.GetValue(flags.Wasmtime)).First(each => each.Name == wanted);
            return engine.Info is { } info
                ? invocation.Succeed(EngineVerbs.Document(engine), text =>
                {
                    text.WriteLine($"name         {engine.Name}");
                    text.WriteLine($"version      {info.Version}");
                    text.WriteLine($"origin       {engine.Origin}");
                    text.WriteLine($"fingerprint  {info.Fingerprint}");
                    text.WriteLine($"features     {string.Join(' ', EngineVerbs.Features(info))}");
                })
                : invocation.Fail([engine.Problem!]);
        }));
        return command;
    }
}
