using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Config;

/// <summary><c>wasi:config/store</c>; denied, every call is refused by the upstream.</summary>
internal static class StoreInterface
{
    public const string Name = "wasi:config/store";

    public static HostInstance Make(NodeSession session)
    {
        IReadOnlyDictionary<string, string>? entries = session.Authority.Configuration;
        return new InterfaceBuilder(Name, session)
            .Function("get", (_, args) =>
            {
                if (entries is null)
                {
                    return Denied(session);
                }

                return Value.Ok(entries.TryGetValue(args[0].AsString, out string? value) ? Value.Some(Value.From(value)) : Value.None);
            })
            .Function("get-all", (_, _) => entries is null ? Denied(session) : Value.Ok(All(entries)))
            .Instance;
    }

    private static Value Denied(NodeSession session) =>
        Value.Err(Value.Case(0, Value.From($"configuration is not granted to instance {session.Node}")));

    private static Value All(IReadOnlyDictionary<string, string> entries)
    {
        string[] keys = [.. entries.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        var list = new Value[keys.Length];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = Value.Tuple(Value.From(keys[i]), Value.From(entries[keys[i]]));
        }

        return Value.List(list);
    }
}
