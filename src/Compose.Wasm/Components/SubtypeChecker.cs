namespace Compose.Wasm.Components;

/// <summary>
/// One comparison of types. Remembers which resources of the expected side stand for which of the actual side, and
/// the way to the place that is being compared.
/// </summary>
internal sealed partial class SubtypeChecker
{
    private readonly Dictionary<ResourceId, ResourceId> _resources = [];
    private readonly List<(string Word, string? Name)> _path = [];

    /// <summary>Number of types that were compared so far.</summary>
    public long Steps { get; private set; }

    public SubtypeChecker(IReadOnlyDictionary<ResourceId, ResourceId>? resources = null)
    {
        if (resources is not null)
        {
            foreach (var (from, to) in resources)
            {
                _resources[from] = to;
            }
        }
    }

    /// <summary>Lets a resource of the expected side stand for one of the actual side.</summary>
    public void Bind(ResourceId expected, ResourceId actual)
    {
        actual = Resolve(actual);
        if (!ReferenceEquals(expected, actual))
        {
            _resources[expected] = actual;
        }
    }

    /// <summary>The resource that stands behind one; itself if none does.</summary>
    public ResourceId Resolve(ResourceId id)
    {
        // Chains are short: one link per level of nested component types. The bound guards against a cycle.
        for (var i = 0; i < 1_000 && _resources.TryGetValue(id, out var next); i++)
        {
            id = next;
        }

        return id;
    }

    /// <summary>Binds every resource that <paramref name="expected"/> exports to the one of the same name.</summary>
    public void BindByName(InstanceType actual, InstanceType expected)
    {
        foreach (var item in expected.Exports)
        {
            if (!actual.TryGetExport(item.Name, out var given))
            {
                continue;
            }

            if (item.Type.AsInstance is { } inner && given.Type.AsInstance is { } givenInner)
            {
                BindByName(givenInner, inner);
            }
            else if (item.Type.AsResource is { } resource && given.Type.AsResource is { } givenResource
                && !_resources.ContainsKey(resource.Id))
            {
                Bind(resource.Id, givenResource.Id);
            }
        }
    }

    /// <summary>The first mismatch, or null.</summary>
    public TypeMismatch? Check(ComponentExternType actual, ComponentExternType expected)
    {
        if (actual.Kind != expected.Kind)
        {
            return Fail("not the same kind of item", KindOf(expected), KindOf(actual));
        }

        switch (expected.Kind)
        {
            case ComponentExternKind.CoreModule:
                if (CoreSubtyping.Check(actual.Module!, expected.Module!) is not { } found)
                {
                    return null;
                }

                Push(found.Path);
                return Pop(Fail(found.Reason, string.Empty, string.Empty));
            case ComponentExternKind.Type:
                return Any(actual.Referenced!, expected.Referenced!);
            default:
                return Any(actual.Type!, expected.Type!);
        }
    }

    private TypeMismatch? Any(DefinedType actual, DefinedType expected)
    {
        Steps++;
        // The same structure without resources needs no second look.
        if (ReferenceEquals(actual.Root, expected.Root) && !expected.ContainsResource)
        {
            return null;
        }

        return (actual, expected) switch
        {
            (ResourceType a, ResourceType e) => Resource(a.Id, e.Id),
            (ComponentFuncType a, ComponentFuncType e) => Function(a, e),
            (InstanceType a, InstanceType e) => Instance(a, e),
            (ComponentType a, ComponentType e) => OfComponent(a, e),
            (ComponentValueType a, ComponentValueType e) => Value(a, e),
            _ => Fail("not the same kind of type", expected, actual),
        };
    }

    private TypeMismatch? Resource(ResourceId actual, ResourceId expected)
    {
        var a = Resolve(actual);
        var e = Resolve(expected);
        return ReferenceEquals(a, e)
            ? null
            : new TypeMismatch(
                RenderPath(),
                "resource types are not the same",
                e.ToString(),
                a.ToString(),
                string.Equals(a.Name, e.Name, StringComparison.Ordinal)
                    ? "resources are the same only if they come from one definition: let both sides use the instance that defines it"
                    : null);
    }

    private TypeMismatch? Instance(InstanceType actual, InstanceType expected)
    {
        foreach (var item in expected.Exports)
        {
            Push("export", item.Name);
            var mismatch = actual.TryGetExport(item.Name, out var given)
                ? Check(given.Type, item.Type)
                : Missing("missing expected export", item, actual.Exports);
            if (Pop(mismatch) is not null)
            {
                return mismatch;
            }
        }

        return null;
    }

    /// <summary>
    /// A component may stand for another if the imports of the other satisfy its own, and its exports then satisfy
    /// those of the other.
    /// </summary>
    private TypeMismatch? OfComponent(ComponentType actual, ComponentType expected)
    {
        foreach (var (id, path) in actual.ImportedResources)
        {
            if (ResourceAt(actual.Imports, expected.TryGetImport, path) is { } supplied)
            {
                Bind(id, supplied);
            }
        }

        foreach (var item in actual.Imports)
        {
            Push("import", item.Name);
            var mismatch = expected.TryGetImport(item.Name, out var given)
                ? Check(given.Type, item.Type)
                : Missing("missing import named", item, expected.Imports);
            if (Pop(mismatch) is not null)
            {
                return mismatch;
            }
        }

        foreach (var (id, path) in expected.DefinedResources)
        {
            if (ResourceAt(expected.Exports, actual.TryGetExport, path) is { } supplied)
            {
                Bind(id, supplied);
            }
        }

        foreach (var item in expected.Exports)
        {
            Push("export", item.Name);
            var mismatch = actual.TryGetExport(item.Name, out var given)
                ? Check(given.Type, item.Type)
                : Missing("missing export named", item, actual.Exports);
            if (Pop(mismatch) is not null)
            {
                return mismatch;
            }
        }

        return null;
    }

    internal delegate bool Lookup(string name, out ComponentExtern? item);

    /// <summary>
    /// Follows a path by position through the items that ask, and by name through those that give; null if the giver
    /// has no resource there.
    /// </summary>
    internal static ResourceId? ResourceAt(IReadOnlyList<ComponentExtern> items, Lookup given, IReadOnlyList<int> path)
    {
        for (var i = 0; i < path.Count; i++)
        {
            var item = items[path[i]];
            if (!given(item.Name, out var supplied) || supplied is null)
            {
                return null;
            }

            if (i == path.Count - 1)
            {
                return supplied.Type.AsResource?.Id;
            }

            if (item.Type.AsInstance is not { } inner || supplied.Type.AsInstance is not { } suppliedInner)
            {
                return null;
            }

            items = inner.Exports;
            given = suppliedInner.TryGetExport;
        }

        return null;
    }
}
