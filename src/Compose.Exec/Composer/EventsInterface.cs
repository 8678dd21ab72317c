using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>sys:compose/events</c>: in the name of the instance, through the one log of events.</summary>
internal static class EventsInterface
{
    public const string Name = "sys:compose/events";

    private const int Longest = 32_768;

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("emit", (_, args) => Emit(state, (EventLevel)args[0][0].CaseIndex, args[0][2].AsString, args[0][3]))
        .Function("trace", (_, args) => Emit(state, EventLevel.Trace, args[0].AsString, args[1]))
        .Function("info", (_, args) => Emit(state, EventLevel.Info, args[0].AsString, args[1]))
        .Function("warn", (_, args) => Emit(state, EventLevel.Warn, args[0].AsString, args[1]))
        .Function("error", (_, args) => Emit(state, EventLevel.Error, args[0].AsString, args[1]))
        .Instance;

    private static HostOutcome Emit(ComposerState state, EventLevel level, string message, Value context)
    {
        // What a guest says stands in a field: the message of an event is the product's own.
        state.Session.Services.Observer.Events.Emit(
            level, "guest event", state.Session.Node, ("details", Short(message)), ("context", context.IsSome ? Short(context.Payload.AsString) : null));
        return HostOutcome.Done;
    }

    private static string Short(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
}
