using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Clocks;

/// <summary><c>wasi:clocks/timezone</c>: the host shows no zone of its own, so it is UTC, granted or not.</summary>
internal static class TimezoneInterface
{
    public const string Name = "wasi:clocks/timezone";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Function("display", static (_, _) => Value.Record(Value.From(0), Value.From("UTC"), Value.From(false)))
        .Function("utc-offset", static (_, _) => Value.From(0))
        .Instance;
}
