using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Random;

/// <summary><c>wasi:random/insecure</c>; denied, it traps.</summary>
internal static class InsecureInterface
{
    public const string Name = "wasi:random/insecure";

    public static HostInstance Make(NodeSession session)
    {
        IRandomSource? source = session.Authority.InsecureRandom ? session.Services.Random(session.Node, "insecure") : null;
        return new InterfaceBuilder(Name, session)
            .Function("get-insecure-random-bytes", (_, args) => RandomBytes.Take(session, source, args[0].AsU64, Name + "#get-insecure-random-bytes"))
            .Function("get-insecure-random-u64", (_, _) => RandomBytes.TakeNumber(session, source, Name + "#get-insecure-random-u64"))
            .Instance;
    }
}
