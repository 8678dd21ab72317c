using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Random;

/// <summary><c>wasi:random/insecure-seed</c>: one seed for the whole run; denied, it is zero.</summary>
internal static class InsecureSeedInterface
{
    public const string Name = "wasi:random/insecure-seed";

    public static HostInstance Make(NodeSession session)
    {
        ulong low = 0;
        ulong high = 0;
        if (session.Authority.InsecureSeed)
        {
            IRandomSource source = session.Services.Random(session.Node, "seed");
            low = RandomBytes.Number(source);
            high = RandomBytes.Number(source);
        }

        Value seed = Value.Tuple(Value.From(low), Value.From(high));
        return new InterfaceBuilder(Name, session)
            .Function("insecure-seed", (_, _) => seed)
            .Instance;
    }
}
