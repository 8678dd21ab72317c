namespace Compose.Wasm.Components;

/// <summary>Collects the resources that a type refers to and does not itself introduce (free variables).</summary>
internal static class FreeResources
{
    public static void Collect(ComponentExternType type, HashSet<ResourceId> into)
    {
        if (type.Type is { } defined)
        {
            Collect(defined, into, new HashSet<DefinedType>(ReferenceEqualityComparer.Instance));
        }
    }

    public static void Collect(DefinedType type, HashSet<ResourceId> into) =>
        Collect(type, into, new HashSet<DefinedType>(ReferenceEqualityComparer.Instance));

    private static void Collect(DefinedType? type, HashSet<ResourceId> into, HashSet<DefinedType> visited)
    {
        if (type is null || !type.ContainsResource || !visited.Add(type))
        {
            return;
        }

        switch (type)
        {
            case ResourceType resource:
                into.Add(resource.Id);
                break;
            case HandleType handle:
                into.Add(handle.Resource.Id);
                break;
            case RecordType record:
                CollectFields(record.Fields, into, visited);
                break;
            case SumType sum:
                foreach (var payload in sum.Payloads)
                {
                    Collect(payload, into, visited);
                }

                break;
            case TupleType tuple:
                foreach (var element in tuple.Elements)
                {
                    Collect(element, into, visited);
                }

                break;
            case ListType list:
                Collect(list.Element, into, visited);
                break;
            case FixedListType list:
                Collect(list.Element, into, visited);
                break;
            case MapType map:
                Collect(map.Value, into, visited);
                break;
            case StreamType stream:
                Collect(stream.Element, into, visited);
                break;
            case FutureType future:
                Collect(future.Element, into, visited);
                break;
            case ComponentFuncType func:
                CollectFields(func.Parameters, into, visited);
                Collect(func.Result, into, visited);
                break;
            case InstanceType instance:
                CollectInstance(instance, into);
                break;
            case ComponentType component:
                CollectComponent(component, into);
                break;
        }
    }

    private static void CollectFields(IReadOnlyList<RecordField> fields, HashSet<ResourceId> into, HashSet<DefinedType> visited)
    {
        foreach (var field in fields)
        {
            Collect(field.Type, into, visited);
        }
    }

    // Types that bind resources are collected apart, so that what is bound in one is not hidden in another.
    private static void CollectInstance(InstanceType instance, HashSet<ResourceId> into)
    {
        var inner = new HashSet<ResourceId>();
        var visited = new HashSet<DefinedType>(ReferenceEqualityComparer.Instance);
        foreach (var item in instance.Exports)
        {
            Collect(item.Type.Type, inner, visited);
        }

        inner.ExceptWith(instance.DefinedResources);
        into.UnionWith(inner);
    }

    private static void CollectComponent(ComponentType component, HashSet<ResourceId> into)
    {
        var inner = new HashSet<ResourceId>();
        var visited = new HashSet<DefinedType>(ReferenceEqualityComparer.Instance);
        foreach (var item in component.Imports)
        {
            Collect(item.Type.Type, inner, visited);
        }

        foreach (var item in component.Exports)
        {
            Collect(item.Type.Type, inner, visited);
        }

        foreach (var bound in component.ImportedResources)
        {
            inner.Remove(bound.Resource);
        }

        foreach (var bound in component.DefinedResources)
        {
            inner.Remove(bound.Resource);
        }

        into.UnionWith(inner);
    }
}
