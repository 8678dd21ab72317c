using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Random;

/// <summary><c>wasi:random/insecure-seed</c>: one seed for the whole run; denied, it is zero.</summary>
internal static class InsecureSeedInterface
{
    public const string Name = "wasi:random/insecure-seed";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Function("insecure-seed", (_, _) =>
        {
            (ulong low, ulong high) = session.InsecureSeed;
            return Value.Tuple(Value.From(low), Value.From(high));
        })
        .Instance;
}
