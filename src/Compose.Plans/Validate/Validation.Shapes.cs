using Compose.Wasm.Components;

namespace Compose.Plans;

/// <content>
/// Phase C, second part: every wire's two types. Resources keep one identity: those that a component defines are new with
/// each instance, those that the host defines are one per (interface track, name), those that come over a wire are the
/// provider's.
/// </content>
internal sealed partial class Validation
{
    private readonly Dictionary<string, ResourceId> _hostResources = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<ResourceId, ResourceId>> _scopes = [];
    private readonly Dictionary<int, TypeSubstitution> _substitutions = [];
    private HashSet<(ComponentType Consumer, int Import, ComponentType Provider, string Export)>? _fitting;

    private void CheckShapes(ErrorBag errors)
    {
        // Identity of resources follows the wires from provider to consumer; in a circle it has no beginning.
        bool circle = _bags[(int)PlanPhase.Graph].Errors.Any(e => e.Code == ErrorCodes.Plan.CycleDetected);
        if (!circle && CarriesResources())
        {
            foreach (int index in _order)
            {
                if (_instances[index].Component?.Type is { } type)
                {
                    _scopes[index] = Scope(_instances[index], type);
                }
            }
        }

        foreach (int index in _order)
        {
            var instance = _instances[index];
            if (instance.Component?.Type is not { } type)
            {
                continue;
            }

            for (int i = 0; i < instance.Wires.Length; i++)
            {
                if (instance.Wires[i] is { } wire && _instances[wire.Provider].Component?.Type is { } providerType && providerType.TryGetExport(wire.Export, out var export))
                {
                    CheckWire(instance, type, i, wire, providerType, export, circle, errors);
                }
            }
        }
    }

    private bool CarriesResources()
    {
        foreach (var instance in _instances)
        {
            for (int i = 0; i < instance.Wires.Length; i++)
            {
                if (instance.Wires[i] is not null && instance.Component!.Type!.Imports[i].Type.Type is { ContainsResource: true })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void CheckWire(WorkInstance consumer, ComponentType type, int index, WorkWire wire, ComponentType providerType, ComponentExtern export, bool circle, ErrorBag errors)
    {
        var import = type.Imports[index];
        bool resources = import.Type.Type is { ContainsResource: true } || export.Type.Type is { ContainsResource: true };
        if (resources ? circle : _fitting?.Contains((type, index, providerType, export.Name)) == true)
        {
            return;
        }

        var actual = export.Type;
        Dictionary<ResourceId, ResourceId>? bound = null;
        if (resources)
        {
            actual = Substitution(wire.Provider).Apply(actual);
            bound = _scopes.GetValueOrDefault(consumer.Index);
        }

        var mismatch = Subtyping.Check(actual, import.Type, bound);
        if (mismatch is null)
        {
            if (!resources)
            {
                (_fitting ??= []).Add((type, index, providerType, export.Name));
            }

            return;
        }

        var provider = _instances[wire.Provider];
        errors.Add(
            ErrorCodes.Plan.ShapeMismatch,
            $"'{consumer.Plan.Id}' imports {import.Name}, and {export.Name} of '{provider.Plan.Id}' does not fit: {mismatch}",
            wire.Plan.Mark,
            mismatch.Hint ?? "wire it to a component that exports this type, or build one of the two against the other's interface",
            consumer.Path,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["actual"] = mismatch.Actual,
                ["expected"] = mismatch.Expected,
                ["path"] = string.Join(" → ", mismatch.Path),
                ["reason"] = mismatch.Reason,
            });
    }

    /// <summary>What the resources of an instance's component stand for in this composition; those of its providers are known.</summary>
    private Dictionary<ResourceId, ResourceId> Scope(WorkInstance instance, ComponentType type)
    {
        var scope = new Dictionary<ResourceId, ResourceId>();
        foreach (var (resource, _) in type.DefinedResources)
        {
            scope[resource] = new ResourceId(resource.Name, ResourceOrigin.Instantiated, $"in instance '{instance.Plan.Id}'");
        }

        foreach (var (resource, path) in type.ImportedResources)
        {
            var import = type.Imports[path[0]];
            if ((instance.Wires[path[0]] is { } wire ? Supplied(wire, import, path) : HostResource(import, path)) is { } supplied)
            {
                scope[resource] = supplied;
            }
        }

        return scope;
    }

    private ResourceId? Supplied(WorkWire wire, ComponentExtern import, IReadOnlyList<int> path)
    {
        if (_instances[wire.Provider].Component?.Type is not { } providerType || !providerType.TryGetExport(wire.Export, out var given))
        {
            return null;
        }

        for (int i = 1; i < path.Count; i++)
        {
            if (import.Type.AsInstance is not { } asked || given.Type.AsInstance is not { } offered)
            {
                return null;
            }

            import = asked.Exports[path[i]];
            if (!offered.TryGetExport(import.Name, out var next))
            {
                return null;
            }

            given = next;
        }

        return given.Type.AsResource is { } resource ? _scopes[wire.Provider].GetValueOrDefault(resource.Id, resource.Id) : null;
    }

    // Kept per instance: a substitution rebuilds each type once.
    private TypeSubstitution Substitution(int instance)
    {
        if (!_substitutions.TryGetValue(instance, out var substitution))
        {
            _substitutions.Add(instance, substitution = new TypeSubstitution());
            foreach (var (from, to) in _scopes.GetValueOrDefault(instance) ?? [])
            {
                substitution.Add(from, to);
            }
        }

        return substitution;
    }

    private ResourceId HostResource(ComponentExtern import, IReadOnlyList<int> path)
    {
        string key = NameMatch.Key(import), name = import.Name;
        var type = import.Type;
        for (int i = 1; i < path.Count; i++)
        {
            var item = type.AsInstance!.Exports[path[i]];
            key += "/" + item.Name;
            name = item.Name;
            type = item.Type;
        }

        if (!_hostResources.TryGetValue(key, out var resource))
        {
            _hostResources.Add(key, resource = new ResourceId(name, ResourceOrigin.Imported, $"from the host's {import.Name}"));
        }

        return resource;
    }
}
