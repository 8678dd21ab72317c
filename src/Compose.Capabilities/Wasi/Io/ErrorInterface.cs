using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Io;

/// <summary><c>wasi:io/error</c>: shared, gives no authority.</summary>
internal static class ErrorInterface
{
    public const string Name = "wasi:io/error";

    public static HostResourceType ErrorType { get; } = InterfaceBuilder.TypeOf("error");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name)
        .Resource(ErrorType)
        .Function("[method]error.to-debug-string", static (_, args) => Value.From(args[0].AsObject<IoError>().Fault.Message))
        .Instance;
}
