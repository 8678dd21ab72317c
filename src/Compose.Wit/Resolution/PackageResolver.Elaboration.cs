namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>
    /// Completes a world: interfaces whose types others use are imported, unless the world exports them and only
    /// exports use them; imports and exports are put in order.
    /// </summary>
    private void Elaborate(WorldId id)
    {
        WitWorld world = _arena[id];
        var imports = new OrderedDictionary<WorldKey, WorldItem>();
        foreach ((WorldKey key, WorldItem item) in world.Imports.OrderBy(pair => Rank(pair.Value)))
        {
            if (item is WorldItem.Interface found)
            {
                AddImport(imports, key, found, world.Span);
                continue;
            }

            if (item is WorldItem.Type type && _arena.UsedFrom(type.Id) is { } used)
            {
                var implied = new WorldItem.Interface(used, _arena[type.Id].Stability, null, null, SourceSpan.None);
                AddImport(imports, WorldKey.Of(used), implied, world.Span);
            }

            imports.TryAdd(key, item);
        }

        var exports = new OrderedDictionary<WorldKey, WorldItem>();
        var interfaces = new OrderedDictionary<WorldKey, WorldItem.Interface>();
        foreach ((WorldKey key, WorldItem item) in world.Exports)
        {
            if (item is WorldItem.Interface found)
            {
                interfaces.Add(key, found);
            }
            else
            {
                exports.Add(key, item);
            }
        }

        var required = new HashSet<InterfaceId>();
        foreach ((WorldKey key, WorldItem.Interface item) in interfaces)
        {
            if (AddExport(key, item, interfaces, imports, exports, required, world.Span) is { } culprit)
            {
                Report(
                    ErrorCodes.Wit.Invalid,
                    $"the world exports `{NameOf(key, item)}`, which would use both an import and an export of `{NameOf(WorldKey.Of(culprit), item)}`",
                    item.Span.IsKnown ? item.Span : world.Span,
                    "export the interfaces between the two as well");
                break;
            }
        }

        world.Imports = new OrderedDictionary<WorldKey, WorldItem>(imports.OrderBy(pair => Rank(pair.Value)));
        world.Exports = exports;
    }

    /// <summary>Interfaces, then types brought in by <c>use</c>, other types, functions, functions of resources.</summary>
    private int Rank(WorldItem item) => item switch
    {
        WorldItem.Interface => 0,
        WorldItem.Type type => _arena.UsedFrom(type.Id) is null ? 2 : 1,
        WorldItem.Function { Signature.Resource: null } => 3,
        _ => 4,
    };

    private string NameOf(WorldKey key, WorldItem.Interface item)
    {
        if (key.Name is not null)
        {
            return key.Name;
        }

        WitInterface found = _arena[key.Interface];
        return found.Name is null ? _arena[item.Id].Name ?? "?" : _arena.Packages[found.Package.Index].Name.Item(found.Name);
    }

    /// <summary>Imports an interface after those that it uses, to any depth.</summary>
    private void AddImport(OrderedDictionary<WorldKey, WorldItem> imports, WorldKey key, WorldItem.Interface item, SourceSpan world)
    {
        var path = new Stack<(WorldKey Key, WorldItem.Interface Item, int Next)>();
        Enter(key, item);
        while (path.TryPop(out (WorldKey Key, WorldItem.Interface Item, int Next) top))
        {
            IReadOnlyList<InterfaceId> uses = _arena.UsesOf(top.Item.Id);
            if (top.Next < uses.Count)
            {
                path.Push(top with { Next = top.Next + 1 });
                InterfaceId used = uses[top.Next];
                Enter(WorldKey.Of(used), new WorldItem.Interface(used, item.Stability, null, null, SourceSpan.None));
            }
            else if (TakeWorldItem(world))
            {
                imports.TryAdd(top.Key, top.Item);
            }
        }

        void Enter(WorldKey entered, WorldItem.Interface what)
        {
            if (!imports.ContainsKey(entered))
            {
                path.Push((entered, what, 0));
            }
        }
    }

    /// <summary>
    /// Exports an interface after those that it uses. What it uses is exported if this world says so and it is reached
    /// through exports only; else it is imported. The result names an interface that would have to be both.
    /// </summary>
    private InterfaceId? AddExport(
        WorldKey key,
        WorldItem.Interface item,
        OrderedDictionary<WorldKey, WorldItem.Interface> interfaces,
        OrderedDictionary<WorldKey, WorldItem> imports,
        OrderedDictionary<WorldKey, WorldItem> exports,
        HashSet<InterfaceId> required,
        SourceSpan world)
    {
        var path = new Stack<(WorldKey Key, WorldItem.Interface Item, bool IsExport, int Next)>();
        path.Push((key, item, true, 0));
        while (path.TryPop(out (WorldKey Key, WorldItem.Interface Item, bool IsExport, int Next) top))
        {
            InterfaceId id = top.Item.Id;
            if (top.Next == 0)
            {
                if (exports.ContainsKey(top.Key))
                {
                    if (!top.IsExport)
                    {
                        return id;
                    }

                    continue;
                }

                if (!top.IsExport && required.Contains(id))
                {
                    continue;
                }
            }

            IReadOnlyList<InterfaceId> uses = _arena.UsesOf(id);
            if (top.Next < uses.Count)
            {
                path.Push(top with { Next = top.Next + 1 });
                InterfaceId used = uses[top.Next];
                WorldKey usedKey = WorldKey.Of(used);
                var implied = new WorldItem.Interface(used, top.Item.Stability, null, top.Item.ExternalId, SourceSpan.None);
                path.Push((usedKey, implied, top.IsExport && interfaces.ContainsKey(usedKey), 0));
            }
            else if (!TakeWorldItem(world))
            {
                return null;
            }
            else if (!top.IsExport)
            {
                required.Add(id);
                imports.TryAdd(top.Key, top.Item);
            }
            else if (required.Contains(id))
            {
                return id;
            }
            else
            {
                exports.TryAdd(top.Key, top.Item);
            }
        }

        return null;
    }
}
