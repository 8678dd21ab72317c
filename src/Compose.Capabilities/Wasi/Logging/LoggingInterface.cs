using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Logging;

/// <summary><c>wasi:logging/logging</c>; denied, lines go nowhere.</summary>
internal static class LoggingInterface
{
    public const string Name = "wasi:logging/logging";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Refusing(Value.Unit)
        .Function("log", (_, args) =>
        {
            if (session.Authority.Logging)
            {
                session.Log((LogLevel)args[0].CaseIndex, args[1].AsString, args[2].AsString);
            }

            return Value.Unit;
        })
        .Instance;
}
