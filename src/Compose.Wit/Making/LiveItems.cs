namespace Compose.Wit.Making;

/// <summary>
/// What of a world's imports a component really needs: the functions that its modules call, the types that these and
/// the exports speak of, and the resources that are dropped.
/// </summary>
internal sealed class LiveItems(ResolvedWit wit) : Binary.ITypeFilter
{
    private readonly HashSet<TypeId> _types = [];
    private readonly HashSet<(InterfaceId?, string)> _functions = [];

    /// <summary>The same items, and the functions besides with what they speak of.</summary>
    public LiveItems With(IEnumerable<(InterfaceId? From, WitFunction Function)> functions)
    {
        var all = new LiveItems(wit);
        all._types.UnionWith(_types);
        all._functions.UnionWith(_functions);
        foreach ((InterfaceId? from, WitFunction function) in functions)
        {
            all.Add(from, function);
        }

        return all;
    }

    public bool IsLive(TypeId type) => _types.Contains(type);

    public bool IsLive(InterfaceId? from, string name) => _functions.Contains((from, name));

    public bool IsLive(InterfaceId id)
    {
        foreach (TypeId type in wit[id].Types.Values)
        {
            if (_types.Contains(type))
            {
                return true;
            }
        }

        foreach (string name in wit[id].Functions.Keys)
        {
            if (_functions.Contains((id, name)))
            {
                return true;
            }
        }

        return false;
    }

    public void Add(InterfaceId? from, WitFunction function)
    {
        if (_functions.Add((from, function.Name)))
        {
            Add(function);
        }
    }

    /// <summary>
    /// The type of one of a function's streams and futures, without the function itself: counted as bindings do, what one
    /// carries before itself.
    /// </summary>
    public void AddPayload(WitFunction function, int number)
    {
        int left = number;
        foreach (WitParameter parameter in function.Parameters)
        {
            AddPayload(parameter.Type, ref left);
        }

        AddPayload(function.Result, ref left);
    }

    private void AddPayload(WitType? type, ref int left)
    {
        if (type is not { IsPrimitive: false } some || left < 0)
        {
            return;
        }

        WitTypeKind kind = wit[some.Id].Kind;
        if (kind is WitTypeKind.Handle)
        {
            return;
        }

        var parts = new Stack<TypeId>();
        Parts(kind, parts);
        foreach (TypeId part in parts.Reverse())
        {
            AddPayload(WitType.Of(part), ref left);
        }

        if ((kind is WitTypeKind.Stream or WitTypeKind.Future) && left-- == 0)
        {
            Add(some.Id);
        }
    }

    /// <summary>Types that the world itself brings in stay, used or not: they are part of how it was written.</summary>
    public void AddOwnTypes(WitWorld world)
    {
        foreach (WorldItem item in world.Imports.Values)
        {
            if (item is WorldItem.Type { Id: var id })
            {
                Add(id);
            }
        }
    }

    /// <summary>
    /// Types of imports that exports speak of. What an exported interface defines itself, or takes from another
    /// exported interface, is not an import.
    /// </summary>
    public void AddExports(WitWorld world)
    {
        var exported = new HashSet<InterfaceId>();
        foreach (WorldItem item in world.Exports.Values)
        {
            if (item is WorldItem.Interface { Id: var id })
            {
                exported.Add(id);
            }
        }

        foreach (WorldItem item in world.Exports.Values)
        {
            if (item is WorldItem.Function { Signature: var signature })
            {
                Add(signature);
                continue;
            }

            InterfaceId id = ((WorldItem.Interface)item).Id;
            var own = new LiveItems(wit);
            foreach (TypeId type in wit[id].Types.Values)
            {
                own.Add(type);
            }

            foreach (WitFunction function in wit[id].Functions.Values)
            {
                own.Add(function);
            }

            foreach (TypeId type in own._types)
            {
                if (wit[type].Owner.Interface is { } owner && exported.Contains(owner))
                {
                    continue;
                }

                if (wit[type].Owner != WitOwner.None)
                {
                    Add(type);
                }
            }
        }
    }

    public void Add(TypeId root)
    {
        var open = new Stack<TypeId>();
        open.Push(root);
        while (open.TryPop(out TypeId id))
        {
            if (_types.Add(id))
            {
                Parts(wit[id].Kind, open);
            }
        }
    }

    private void Add(WitFunction function)
    {
        foreach (WitParameter parameter in function.Parameters)
        {
            Add(parameter.Type);
        }

        Add(function.Result);
        if (function.Resource is { } resource)
        {
            Add(resource);
        }
    }

    private void Add(WitType? type)
    {
        if (type is { IsPrimitive: false } some)
        {
            Add(some.Id);
        }
    }

    private static void Parts(WitTypeKind kind, Stack<TypeId> open)
    {
        switch (kind)
        {
            case WitTypeKind.Alias alias:
                Push(alias.Target);
                break;
            case WitTypeKind.Handle handle:
                open.Push(handle.Of);
                break;
            case WitTypeKind.Record record:
                Members(record.Fields);
                break;
            case WitTypeKind.Variant variant:
                Members(variant.Cases);
                break;
            case WitTypeKind.Tuple tuple:
                foreach (WitType element in tuple.Elements)
                {
                    Push(element);
                }

                break;
            case WitTypeKind.List list:
                Push(list.Element);
                break;
            case WitTypeKind.FixedList list:
                Push(list.Element);
                break;
            case WitTypeKind.Map map:
                Push(map.Key);
                Push(map.Value);
                break;
            case WitTypeKind.Option option:
                Push(option.Element);
                break;
            case WitTypeKind.Result result:
                Push(result.Ok);
                Push(result.Error);
                break;
            case WitTypeKind.Future future:
                Push(future.Element);
                break;
            case WitTypeKind.Stream stream:
                Push(stream.Element);
                break;
        }

        void Push(WitType? type)
        {
            if (type is { IsPrimitive: false } some)
            {
                open.Push(some.Id);
            }
        }

        void Members(IReadOnlyList<WitMember> members)
        {
            foreach (WitMember member in members)
            {
                Push(member.Type);
            }
        }
    }
}
