using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/stderr</c>; denied, it is closed.</summary>
internal static class StderrInterface
{
    public const string Name = "wasi:cli/stderr";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(StreamsInterface.OutputStreamType)
        .Function("get-stderr", (_, _) => Value.Resource(
            new OutputStream(session, session.Authority.Stderr ? session.Services.Stderr : ClosedSink.Instance)))
        .Instance;
}
