using Compose.Wasm.Components;

namespace Compose.Plans;

/// <content>Phase F: who meets each import of each instance.</content>
internal sealed partial class Validation
{
    /// <summary>The imports of every instance with who meets them; null if a component is not here.</summary>
    private List<ValidatedImport>[]? DryLink(ErrorBag errors)
    {
        var linked = new List<ValidatedImport>[_instances.Count];
        bool complete = true;
        foreach (var instance in _instances)
        {
            if (instance.Component?.Type is not { } type)
            {
                complete = false;
                continue;
            }

            var imports = new List<ValidatedImport>(type.Imports.Count);
            for (int i = 0; i < type.Imports.Count; i++)
            {
                if (!_ambiguous.Contains((instance.Index, i)) && Link(instance, type.Imports[i], instance.Wires[i], errors) is { } import)
                {
                    imports.Add(import);
                }
            }

            linked[instance.Index] = imports;
        }

        return complete ? linked : null;
    }

    private ValidatedImport? Link(WorkInstance instance, ComponentExtern import, WorkWire? wire, ErrorBag errors)
    {
        if (wire is not null)
        {
            return new ValidatedImport(import, ImportResolution.Wired, wire.Provider, wire.Export, null);
        }

        if (ImportClass.IsTypesOnly(import))
        {
            return new ValidatedImport(import, ImportResolution.TypesOnly, -1, null, null);
        }

        if (import.Kind == ComponentExternKind.Instance && CapabilityName.TryParse(import.Name, out var name) && (name.IsHostNamespace || IsOffered(instance, name)))
        {
            return new ValidatedImport(import, ImportResolution.Host, -1, null, GrantBuilder.Build(instance, name, _options, Folder));
        }

        // A wire that was written and did not find its end has been told already.
        if (!HasBrokenWire(instance, import))
        {
            errors.Add(
                ErrorCodes.Plan.UnmetImport,
                $"nothing provides {import.Name}, which '{instance.Plan.Id}' (component '{instance.Plan.Component}') imports",
                instance.Plan.Mark,
                import.Kind is ComponentExternKind.Instance or ComponentExternKind.Func
                    ? $"add an instance that exports it, or wire it: wires: {{{import.Interface?.WithoutVersion ?? import.Name}: INSTANCE}}"
                    : "only interfaces and functions can be wired",
                instance.Path);
        }

        return null;
    }

    private bool HasBrokenWire(WorkInstance instance, ComponentExtern import)
    {
        foreach (var wire in _wires)
        {
            if (wire.Consumer == instance.Plan.Id && NameMatch.Find([import], wire.Import).Count == 1)
            {
                return true;
            }
        }

        return false;
    }

    // An interface of another namespace is the host's where the plan gives it to the instance by name.
    private static bool IsOffered(WorkInstance instance, CapabilityName name)
    {
        foreach (var capability in instance.Plan.Capabilities)
        {
            if (CapabilityVocabulary.Covers(capability.Name, name))
            {
                return true;
            }
        }

        return false;
    }
}
