using System.Text.Json;
using Compose.Wasm.Components;
using Compose.Wit.Syntax;

namespace Compose.Wit.Binary;

internal static partial class PackageDocs
{
    private static void World(JsonElement json, WitArena arena, WitWorld world)
    {
        world.Docs = Text(json, "docs");
        world.Stability = Gate(json);
        foreach (JsonProperty item in Members(json, "types"))
        {
            if (world.Imports.TryGetValue(WorldKey.Of(item.Name), out WorldItem? found) && found is WorldItem.Type type)
            {
                Type(item.Value, arena, type.Id);
            }
        }

        Items(Members(json, "funcs"), arena, world, preferExport: false);
        Items(Members(json, "func_exports"), arena, world, preferExport: true);
        Items(Members(json, "interfaces"), arena, world, preferExport: false);
        Items(Members(json, "interface_exports"), arena, world, preferExport: true);
        Statements(json, "interface_import_stability", arena, world.Imports, (item, value) => item with { Stability = GateOf(value) });
        Statements(json, "interface_export_stability", arena, world.Exports, (item, value) => item with { Stability = GateOf(value) });
        Statements(json, "interface_import_docs", arena, world.Imports, (item, value) => item with { Docs = TextOf(value) });
        Statements(json, "interface_export_docs", arena, world.Exports, (item, value) => item with { Docs = TextOf(value) });
    }

    /// <summary>Functions and inline interfaces; before version 1 one map held those of imports and exports.</summary>
    private static void Items(JsonElement.ObjectEnumerator members, WitArena arena, WitWorld world, bool preferExport)
    {
        foreach (JsonProperty member in members)
        {
            WorldKey key = WorldKey.Of(member.Name);
            OrderedDictionary<WorldKey, WorldItem> items = preferExport || !world.Imports.ContainsKey(key) ? world.Exports : world.Imports;
            if (!items.TryGetValue(key, out WorldItem? item))
            {
                continue;
            }

            if (item is WorldItem.Function function)
            {
                items[key] = new WorldItem.Function(Function(member.Value, function.Signature));
            }
            else if (item is WorldItem.Interface found && arena[found.Id].Name is null)
            {
                Interface(member.Value, arena, found.Id);
                items[key] = found with { Stability = arena[found.Id].Stability };
            }
        }
    }

    private static void Statements(
        JsonElement json,
        string name,
        WitArena arena,
        OrderedDictionary<WorldKey, WorldItem> items,
        Func<WorldItem.Interface, JsonElement, WorldItem> change)
    {
        foreach (JsonProperty member in Members(json, name))
        {
            for (int i = 0; i < items.Count; i++)
            {
                (WorldKey key, WorldItem item) = items.GetAt(i);
                string label = key.Name ?? arena.Packages[arena[key.Interface].Package.Index].Name.Item(arena[key.Interface].Name!);
                if (label == member.Name && item is WorldItem.Interface found)
                {
                    items.SetAt(i, change(found, member.Value));
                }
            }
        }
    }

    private static void Interface(JsonElement json, WitArena arena, InterfaceId id)
    {
        WitInterface found = arena[id];
        found.Docs = Text(json, "docs");
        found.Stability = Gate(json);
        foreach (JsonProperty item in Members(json, "types"))
        {
            if (found.Types.TryGetValue(item.Name, out TypeId type))
            {
                Type(item.Value, arena, type);
            }
        }

        foreach (JsonProperty item in Members(json, "funcs"))
        {
            if (found.Functions.TryGetValue(item.Name, out WitFunction? function))
            {
                found.Functions[item.Name] = Function(item.Value, function);
            }
        }
    }

    private static void Type(JsonElement json, WitArena arena, TypeId id)
    {
        WitTypeDef type = arena[id];
        var docs = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (JsonProperty item in Members(json, "items"))
        {
            docs[item.Name] = TextOf(item.Value);
        }

        WitTypeKind kind = type.Kind switch
        {
            WitTypeKind.Record record => new WitTypeKind.Record(Documented(record.Fields)),
            WitTypeKind.Variant variant => new WitTypeKind.Variant(Documented(variant.Cases)),
            WitTypeKind.Enum @enum => new WitTypeKind.Enum(Documented(@enum.Cases)),
            WitTypeKind.Flags flags => new WitTypeKind.Flags(Documented(flags.Labels)),
            var other => other,
        };
        arena.Types[id.Index] = type with { Kind = kind, Docs = Text(json, "docs"), Stability = Gate(json) };

        IReadOnlyList<WitMember> Documented(IReadOnlyList<WitMember> members) =>
            docs.Count == 0 ? members : members.Select(member => member with { Docs = docs.GetValueOrDefault(member.Name) }).ToList();
    }

    private static WitFunction Function(JsonElement json, WitFunction function) => json.ValueKind == JsonValueKind.String
        ? function with { Docs = json.GetString() }
        : function with { Docs = Text(json, "docs"), Stability = Gate(json) };

    private static Stability Gate(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("stability", out JsonElement gate) ? GateOf(gate) : Stability.Unknown;

    private static Stability GateOf(JsonElement gate)
    {
        if (gate.ValueKind != JsonValueKind.Object)
        {
            return Stability.Unknown;
        }

        if (gate.TryGetProperty("stable", out JsonElement stable) && VersionOf(stable, "since") is { } since)
        {
            return new Stability(since, null, VersionOf(stable, "deprecated"));
        }

        if (gate.TryGetProperty("unstable", out JsonElement unstable) && Text(unstable, "feature") is { } feature
            && WitParser.LabelError(feature) is null)
        {
            return new Stability(null, feature, VersionOf(unstable, "deprecated"));
        }

        return Stability.Unknown;
    }

    private static SemanticVersion? VersionOf(JsonElement json, string name) =>
        SemanticVersion.TryParse(Text(json, name), out SemanticVersion? version) ? version : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? TextOf(value) : null;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Escapes of lone surrogates.
            return null;
        }
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject()
            : default;
}
