using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/stdout</c>; denied, it is closed.</summary>
internal static class StdoutInterface
{
    public const string Name = "wasi:cli/stdout";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(StreamsInterface.OutputStreamType)
        .Function("get-stdout", (_, _) => Value.Resource(
            new OutputStream(session, session.Authority.Stdout ? session.Services.Stdout : ClosedSink.Instance)))
        .Instance;
}
