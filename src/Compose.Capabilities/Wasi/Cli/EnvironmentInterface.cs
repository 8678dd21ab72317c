using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/environment</c>; denied, everything is empty.</summary>
internal static class EnvironmentInterface
{
    public const string Name = "wasi:cli/environment";

    public static HostInstance Make(NodeSession session)
    {
        NodeAuthority authority = session.Authority;
        return new InterfaceBuilder(Name, session)
            .Function("get-environment", (_, _) =>
            {
                var list = new Value[authority.Environment.Count];
                for (int i = 0; i < list.Length; i++)
                {
                    (string key, string value) = authority.Environment[i];
                    list[i] = Value.Tuple(Value.From(key), Value.From(value));
                }

                return Value.List(list);
            })
            .Function("get-arguments", (_, _) =>
            {
                var list = new Value[authority.Arguments.Count];
                for (int i = 0; i < list.Length; i++)
                {
                    list[i] = Value.From(authority.Arguments[i]);
                }

                return Value.List(list);
            })
            .Function("initial-cwd", (_, _) =>
                authority.InitialDirectory is { } directory ? Value.Some(Value.From(directory)) : Value.None)
            .Instance;
    }
}
