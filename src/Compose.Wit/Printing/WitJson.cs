using System.Text.Json.Nodes;
using Compose.Wasm.Components;
using Compose.Wit.Syntax;

namespace Compose.Wit.Printing;

/// <summary>
/// Writes a <see cref="ResolvedWit"/> as JSON in the shape that other WIT tools use for their resolved form: four arrays,
/// <c>worlds</c>, <c>interfaces</c>, <c>types</c> and <c>packages</c>, which refer to each other by index.
/// </summary>
public static class WitJson
{
    /// <summary>The whole arena, dependencies included.</summary>
    public static JsonObject Of(ResolvedWit wit)
    {
        return new JsonObject
        {
            ["worlds"] = Array(wit.Worlds, World),
            ["interfaces"] = Array(wit.Interfaces, Interface),
            ["types"] = Array(wit.Types, Type),
            ["packages"] = Array(wit.Packages, Package),
        };
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> one) => new(items.Select(one).ToArray());

    private static JsonObject Package(WitPackage package)
    {
        var json = new JsonObject { ["name"] = package.Name.ToString() };
        Docs(json, package.Docs);
        json["interfaces"] = Ids(package.Interfaces, id => id.Index);
        json["worlds"] = Ids(package.Worlds, id => id.Index);
        return json;
    }

    private static JsonObject Ids<T>(OrderedDictionary<string, T> ids, Func<T, int> index)
    {
        var json = new JsonObject();
        foreach ((string name, T id) in ids)
        {
            json[name] = index(id);
        }

        return json;
    }

    private static void Docs(JsonObject json, string? docs)
    {
        if (docs is not null)
        {
            json["docs"] = new JsonObject { ["contents"] = docs };
        }
    }

    private static void Gate(JsonObject json, Stability stability)
    {
        if (stability.IsUnknown)
        {
            return;
        }

        var gate = new JsonObject();
        if (stability.Since is not null)
        {
            gate["since"] = stability.Since.ToString();
        }
        else
        {
            gate["feature"] = stability.Feature;
        }

        if (stability.Deprecated is not null)
        {
            gate["deprecated"] = stability.Deprecated.ToString();
        }

        json["stability"] = new JsonObject { [stability.IsStable ? "stable" : "unstable"] = gate };
    }

    private static void ExternalId(JsonObject json, string? id)
    {
        if (id is not null)
        {
            json["external_id"] = id;
        }
    }

    private static JsonObject World(WitWorld world)
    {
        var json = new JsonObject
        {
            ["name"] = world.Name,
            ["imports"] = Items(world.Imports),
            ["exports"] = Items(world.Exports),
            ["package"] = world.Package.Index,
        };
        Docs(json, world.Docs);
        Gate(json, world.Stability);
        return json;
    }

    private static JsonObject Items(OrderedDictionary<WorldKey, WorldItem> items)
    {
        var json = new JsonObject();
        foreach ((WorldKey key, WorldItem item) in items)
        {
            json[key.Name ?? $"interface-{key.Interface.Index}"] = Item(item);
        }

        return json;
    }

    private static JsonObject Item(WorldItem item)
    {
        switch (item)
        {
            case WorldItem.Type type:
                return new JsonObject { ["type"] = type.Id.Index };
            case WorldItem.Function function:
                return new JsonObject { ["function"] = Function(function.Signature) };
            default:
                var found = (WorldItem.Interface)item;
                var json = new JsonObject { ["id"] = found.Id.Index };
                Gate(json, found.Stability);
                ExternalId(json, found.ExternalId);
                Docs(json, found.Docs);
                return new JsonObject { ["interface"] = json };
        }
    }

    private static JsonObject Interface(WitInterface found)
    {
        var json = new JsonObject { ["name"] = found.Name, ["types"] = Ids(found.Types, id => id.Index) };
        var functions = new JsonObject();
        foreach ((string name, WitFunction function) in found.Functions)
        {
            functions[name] = Function(function);
        }

        json["functions"] = functions;
        Docs(json, found.Docs);
        Gate(json, found.Stability);
        json["package"] = found.Package.Index;
        if (found.CloneOf is { } source)
        {
            json["clone_of"] = source.Index;
        }

        return json;
    }

    private static JsonObject Function(WitFunction function)
    {
        string role = function.Role.ToString().ToLowerInvariant();
        role = function.IsAsync ? $"async-{role}" : role;
        var json = new JsonObject
        {
            ["name"] = function.Name,
            ["kind"] = function.Resource is { } resource ? new JsonObject { [role] = resource.Index } : role,
            ["params"] = Array(function.Parameters, p => new JsonObject { ["name"] = p.Name, ["type"] = Ref(p.Type) }),
        };
        if (function.Result is { } result)
        {
            json["result"] = Ref(result);
        }

        Docs(json, function.Docs);
        Gate(json, function.Stability);
        ExternalId(json, function.ExternalId);
        return json;
    }

    private static JsonValue? Ref(WitType? type) => type is { } some ? Ref(some) : null;

    private static JsonValue Ref(WitType type) => type.IsPrimitive ? JsonValue.Create(type.Primitive.Keyword()) : JsonValue.Create(type.Id.Index);

    private static JsonObject Type(WitTypeDef type)
    {
        var json = new JsonObject { ["name"] = type.Name, ["kind"] = Kind(type.Kind) };
        json["owner"] = type.Owner.Interface is { } owner ? new JsonObject { ["interface"] = owner.Index }
            : type.Owner.World is { } world ? new JsonObject { ["world"] = world.Index } : null;
        Docs(json, type.Docs);
        Gate(json, type.Stability);
        ExternalId(json, type.ExternalId);
        return json;
    }

    private static JsonNode Kind(WitTypeKind kind) => kind switch
    {
        WitTypeKind.Resource => "resource",
        WitTypeKind.Handle handle => Wrap("handle", new JsonObject { [handle.IsBorrow ? "borrow" : "own"] = handle.Of.Index }),
        WitTypeKind.Record record => Wrap("record", new JsonObject { ["fields"] = Array(record.Fields, f => Member(f, hasType: true)) }),
        WitTypeKind.Variant variant => Wrap("variant", new JsonObject { ["cases"] = Array(variant.Cases, c => Member(c, hasType: true)) }),
        WitTypeKind.Enum @enum => Wrap("enum", new JsonObject { ["cases"] = Array(@enum.Cases, c => Member(c, hasType: false)) }),
        WitTypeKind.Flags flags => Wrap("flags", new JsonObject { ["flags"] = Array(flags.Labels, f => Member(f, hasType: false)) }),
        WitTypeKind.Tuple tuple => Wrap("tuple", new JsonObject { ["types"] = Array(tuple.Elements, t => Ref(t)) }),
        WitTypeKind.List list => Wrap("list", Ref(list.Element)),
        WitTypeKind.FixedList list => Wrap("fixed-length-list", new JsonArray(Ref(list.Element), list.Length)),
        WitTypeKind.Map map => Wrap("map", new JsonArray(Ref(map.Key), Ref(map.Value))),
        WitTypeKind.Option option => Wrap("option", Ref(option.Element)),
        WitTypeKind.Result result => Wrap("result", new JsonObject { ["ok"] = Ref(result.Ok), ["err"] = Ref(result.Error) }),
        WitTypeKind.Future future => Wrap("future", Ref(future.Element)),
        WitTypeKind.Stream stream => Wrap("stream", Ref(stream.Element)),
        WitTypeKind.Alias alias => Wrap("type", Ref(alias.Target)),
        _ => throw new InvalidOperationException(kind.GetType().Name),
    };

    private static JsonObject Wrap(string kind, JsonNode? value) => new() { [kind] = value };

    private static JsonObject Member(WitMember member, bool hasType)
    {
        var json = new JsonObject { ["name"] = member.Name };
        if (hasType)
        {
            json["type"] = Ref(member.Type);
        }

        Docs(json, member.Docs);
        return json;
    }
}
