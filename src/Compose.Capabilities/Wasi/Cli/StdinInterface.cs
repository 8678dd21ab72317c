using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/stdin</c>; denied, it is at its end.</summary>
internal static class StdinInterface
{
    public const string Name = "wasi:cli/stdin";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(StreamsInterface.InputStreamType)
        .Function("get-stdin", (_, _) => Value.Resource(
            new InputStream(session, session.Authority.Stdin ? session.Services.Stdin : ClosedSource.Instance)))
        .Instance;
}
