using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/exit</c>: inert, never a grant.</summary>
internal static class ExitInterface
{
    public const string Name = "wasi:cli/exit";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Function("exit", static (_, args) => throw new GuestExitException(args[0].IsOk ? 0 : 1))
        .Function("exit-with-code", static (_, args) => throw new GuestExitException(args[0].AsU8))
        .Instance;
}
