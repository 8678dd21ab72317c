using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Random;

/// <summary><c>wasi:random/random</c>; denied, it traps.</summary>
internal static class RandomInterface
{
    public const string Name = "wasi:random/random";

    public static HostInstance Make(NodeSession session)
    {
        IRandomSource? source = session.Authority.Random ? session.Services.Random(session.Node, "secure") : null;
        return new InterfaceBuilder(Name, session)
            .Function("get-random-bytes", (_, args) => RandomBytes.Take(session, source, args[0].AsU64, Name + "#get-random-bytes"))
            .Function("get-random-u64", (_, _) => RandomBytes.TakeNumber(session, source, Name + "#get-random-u64"))
            .Instance;
    }
}
