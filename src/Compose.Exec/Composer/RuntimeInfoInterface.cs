using System.Runtime.InteropServices;
using System.Text;
using Compose.Capabilities.Wasi;
using Compose.Engine;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>compose:host/runtime-info</c>.</summary>
internal static class RuntimeInfoInterface
{
    public const string Name = "compose:host/runtime-info";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("get-fingerprint", (_, _) => Fingerprint(state.Source.Engine.Info))
        .Function("supported-imports", static (_, _) => Value.List(
            [.. CapabilityVocabulary.Entries.SelectMany(entry => entry.Interfaces).Distinct().Order(StringComparer.Ordinal).Select(Value.From)]))
        .Instance;

    private static Value Fingerprint(EngineInfo engine) => Value.Record(
        Value.From("compose-" + engine.Name),
        Value.From(engine.Version),
        Value.From(Digest.Of(Encoding.UTF8.GetBytes(engine.Fingerprint)).ToArray()),
        Value.From(RuntimeInformation.RuntimeIdentifier));
}
