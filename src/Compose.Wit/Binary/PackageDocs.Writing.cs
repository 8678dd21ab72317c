using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Wit.Binary;

internal static partial class PackageDocs
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The section's content: the version byte and compact JSON.</summary>
    public static byte[] Write(ResolvedWit wit, PackageId id)
    {
        WitPackage package = wit[id];
        var json = new JsonObject();
        Add(json, "docs", package.Docs);
        Add(json, "worlds", package.Worlds.Select(pair => (pair.Key, World(wit, wit[pair.Value]))));
        Add(json, "interfaces", package.Interfaces.Select(pair => (pair.Key, Interface(wit, wit[pair.Value]))));
        return [Version, .. Encoding.UTF8.GetBytes(json.ToJsonString(s_plain))];
    }

    private static JsonObject World(ResolvedWit wit, WitWorld world)
    {
        var json = new JsonObject();
        Add(json, "docs", world.Docs);
        Add(json, "stability", Gate(world.Stability));
        Add(json, "interfaces", Inline(wit, world.Imports));
        Add(json, "types", world.Imports.Where(pair => pair.Value is WorldItem.Type).Select(pair => (pair.Key.Name!, Type(wit[((WorldItem.Type)pair.Value).Id]))));
        Add(json, "funcs", Functions(world.Imports));
        Add(json, "interface_exports", Inline(wit, world.Exports));
        Add(json, "func_exports", Functions(world.Exports));
        Add(json, "interface_import_stability", Statements(wit, world.Imports).Select(s => (s.Name, Gate(s.Item.Stability))));
        Add(json, "interface_export_stability", Statements(wit, world.Exports).Select(s => (s.Name, Gate(s.Item.Stability))));
        Add(json, "interface_import_docs", Statements(wit, world.Imports).Select(s => (s.Name, (JsonNode?)s.Item.Docs)));
        Add(json, "interface_export_docs", Statements(wit, world.Exports).Select(s => (s.Name, (JsonNode?)s.Item.Docs)));
        return json;
    }

    private static IEnumerable<(string, JsonObject)> Inline(ResolvedWit wit, OrderedDictionary<WorldKey, WorldItem> items)
    {
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Interface found && wit[found.Id].Name is null)
            {
                yield return (key.Name!, Interface(wit, wit[found.Id]));
            }
        }
    }

    private static IEnumerable<(string, JsonObject)> Functions(OrderedDictionary<WorldKey, WorldItem> items)
    {
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Function function)
            {
                yield return (key.Name!, Function(function.Signature));
            }
        }
    }

    private static IEnumerable<(string Name, WorldItem.Interface Item)> Statements(ResolvedWit wit, OrderedDictionary<WorldKey, WorldItem> items)
    {
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Interface found && wit[found.Id].Name is not null)
            {
                yield return (wit.NameOf(key), found);
            }
        }
    }

    private static JsonObject Interface(ResolvedWit wit, WitInterface found)
    {
        var json = new JsonObject();
        Add(json, "docs", found.Docs);
        Add(json, "stability", Gate(found.Stability));
        Add(json, "funcs", TypeEncoder.InOrder(found.Functions.Values).Select(function => (function.Name, Function(function))));
        Add(json, "types", found.Types.Select(pair => (pair.Key, Type(wit[pair.Value]))));
        return json;
    }

    private static JsonObject Function(WitFunction function)
    {
        var json = new JsonObject();
        Add(json, "docs", function.Docs);
        Add(json, "stability", Gate(function.Stability));
        return json;
    }

    private static JsonObject Type(WitTypeDef type)
    {
        var json = new JsonObject();
        Add(json, "docs", type.Docs);
        Add(json, "stability", Gate(type.Stability));
        IReadOnlyList<WitMember> members = type.Kind switch
        {
            WitTypeKind.Record record => record.Fields,
            WitTypeKind.Variant variant => variant.Cases,
            WitTypeKind.Enum @enum => @enum.Cases,
            WitTypeKind.Flags flags => flags.Labels,
            _ => [],
        };
        Add(json, "items", members.Select(member => (member.Name, (JsonNode?)member.Docs)));
        return json;
    }

    private static JsonObject? Gate(Stability stability)
    {
        if (stability.IsUnknown)
        {
            return null;
        }

        var gate = new JsonObject();
        Add(gate, "feature", stability.Feature);
        Add(gate, "since", stability.Since?.ToString());
        Add(gate, "deprecated", stability.Deprecated?.ToString());
        return new JsonObject { [stability.IsStable ? "stable" : "unstable"] = gate };
    }

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    /// <summary>Adds a map of what is not empty, if there is anything.</summary>
    private static void Add<T>(JsonObject json, string name, IEnumerable<(string Name, T Value)> members)
        where T : JsonNode?
    {
        var map = new JsonObject();
        foreach ((string member, T value) in members)
        {
            if (value is not null and not JsonObject { Count: 0 })
            {
                map[member] = value;
            }
        }

        if (map.Count > 0)
        {
            json[name] = map;
        }
    }
}
