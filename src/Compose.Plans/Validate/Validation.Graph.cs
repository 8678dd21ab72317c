using Compose.Wasm.Components;

namespace Compose.Plans;

/// <content>Phase D: who is wired to whom.</content>
internal sealed partial class Validation
{
    private readonly HashSet<(int Instance, int Import)> _ambiguous = [];

    private void LinkGraph(Plan plan, ErrorBag errors)
    {
        CheckNames(errors);
        FindComponents(errors);
        CheckSecrets(plan, errors);
        foreach (var wire in plan.Wires)
        {
            LinkWire(wire, errors);
        }

        if (_document.Form == PlanForm.Authored)
        {
            AutoWire(errors);
        }

        LinkExports(plan, errors);
        _watch.Passed(PlanPhase.Graph, "component graph validated", errors);
        _watch.Reached(PlanPhase.Graph, "checking for cycles");
        _order = FindOrder(errors);
        if (!HasErrors(PlanPhase.Graph))
        {
            WarnUnused(errors);
        }
    }

    // Instance ids become part of import names, in which case and hyphens do not count.
    private void CheckNames(ErrorBag errors)
    {
        var folded = new Dictionary<string, PlanInstance>(_instances.Count, StringComparer.Ordinal);
        foreach (var instance in _instances)
        {
            string key = PlanId.Fold(instance.Plan.Id);
            if (folded.TryGetValue(key, out var other))
            {
                errors.Add(ErrorCodes.Plan.NameConflict, $"the instances '{other.Id}' and '{instance.Plan.Id}' differ only in case or hyphens", instance.Plan.Mark, "component names ignore both: give one another id");
            }
            else
            {
                folded.Add(key, instance.Plan);
            }
        }
    }

    private void FindComponents(ErrorBag errors)
    {
        foreach (var instance in _instances)
        {
            if (_componentById.TryGetValue(instance.Plan.Component, out var component))
            {
                instance.Component = component;
                instance.Wires = new WorkWire?[component.Type?.Imports.Count ?? 0];
                component.IsUsed = true;
            }
            else
            {
                errors.Add(
                    ErrorCodes.Plan.UnknownComponent,
                    $"the instance '{instance.Plan.Id}' is one of '{instance.Plan.Component}', which the plan does not define",
                    instance.Plan.ComponentMark,
                    Suggestion.For(instance.Plan.Component, _componentById.Keys) ?? "components: " + NameMatch.List(_componentById.Keys, "none"));
            }
        }
    }

    private void CheckSecrets(Plan plan, ErrorBag errors)
    {
        var secrets = plan.Secrets.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var instance in _instances)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var use in instance.Plan.Secrets)
            {
                if (!secrets.Contains(use.Secret))
                {
                    errors.Add(ErrorCodes.Plan.UnknownSecret, $"the secret '{use.Secret}' is not defined", use.Mark, Suggestion.For(use.Secret, secrets) ?? "secrets: " + NameMatch.List(secrets, "none"));
                }

                if (!seen.Add(use.Name))
                {
                    errors.Add(ErrorCodes.Plan.DuplicateKey, $"the instance knows two secrets as '{use.Name}'", use.Mark);
                }
            }
        }
    }

    private void LinkWire(PlanWire wire, ErrorBag errors)
    {
        bool known = TryFindInstance(wire.Consumer, wire.Mark, errors, out var consumer);
        known &= TryFindInstance(wire.Provider, wire.Mark, errors, out var provider);
        if (!known)
        {
            return;
        }

        // Even where a component is not here, the wire counts for cycles and unused instances.
        provider.IsProvider = true;
        if (consumer.Component?.Type is not { } consumerType)
        {
            _wires.Add(wire);
            return;
        }

        var imports = NameMatch.Find(consumerType.Imports, wire.Import);
        if (imports.Count != 1)
        {
            errors.Add(
                imports.Count == 0 ? ErrorCodes.Plan.UnknownImport : ErrorCodes.Plan.AmbiguousImport,
                imports.Count == 0
                    ? $"'{consumer.Plan.Component}' does not import {wire.Import}"
                    : $"'{consumer.Plan.Component}' imports {wire.Import} in several versions: {NameMatch.List(imports.Select(i => i.Name), "none")}",
                wire.Mark,
                imports.Count == 0
                    ? Suggestion.For(wire.Import, consumerType.Imports.Select(i => i.Interface?.WithoutVersion ?? i.Name)) ?? "it imports " + NameMatch.List(consumerType.Imports.Select(i => i.Name), "nothing")
                    : "write the version",
                consumer.Path);
            _wires.Add(wire);
            return;
        }

        int index = NameMatch.IndexOf(consumerType.Imports, imports[0]);
        if (consumer.Wires[index] is not null)
        {
            errors.Add(ErrorCodes.Plan.InvalidBinding, $"the import {imports[0].Name} of '{consumer.Plan.Id}' is wired twice", wire.Mark, "remove one of the wires", consumer.Path);
            return;
        }

        if (provider.Component?.Type is not { } providerType)
        {
            _wires.Add(wire);
            return;
        }

        var exports = NameMatch.Find(providerType.Exports, wire.Export ?? imports[0].Name, pinned: wire.Export is not null);
        if (exports.Count == 0 && wire.Export is null && imports[0].Interface is not null)
        {
            exports = [.. providerType.Exports.Where(e => NameMatch.Key(e) == NameMatch.Key(imports[0]))];
        }

        if (exports.Count != 1)
        {
            string wanted = wire.Export ?? imports[0].Name;
            errors.Add(
                exports.Count == 0 ? ErrorCodes.Plan.UnknownExport : ErrorCodes.Plan.AmbiguousImport,
                exports.Count == 0
                    ? $"'{provider.Plan.Id}' (component '{provider.Plan.Component}') does not export {wanted}"
                    : $"'{provider.Plan.Id}' exports {wanted} in several versions: {NameMatch.List(exports.Select(e => e.Name), "none")}",
                wire.Mark,
                exports.Count == 0 ? "it exports " + NameMatch.List(providerType.Exports.Select(e => e.Name), "nothing") : "write the version",
                consumer.Path);
            _wires.Add(wire);
            return;
        }

        consumer.Wires[index] = new WorkWire(wire, provider.Index, exports[0].Name);
        _wires.Add(wire);
    }

    private void AutoWire(ErrorBag errors)
    {
        var providers = new Dictionary<string, List<(int Instance, string Export)>>(StringComparer.Ordinal);
        foreach (var instance in _instances)
        {
            foreach (var export in instance.Component?.Type?.Exports ?? [])
            {
                string key = NameMatch.Key(export);
                if (!providers.TryGetValue(key, out var list))
                {
                    providers.Add(key, list = []);
                }

                list.Add((instance.Index, export.Name));
            }
        }

        foreach (var instance in _instances)
        {
            for (int i = 0; i < instance.Wires.Length; i++)
            {
                var import = instance.Component!.Type!.Imports[i];
                if (instance.Wires[i] is null && MayBeWiredUnasked(instance, import) && providers.TryGetValue(NameMatch.Key(import), out var list))
                {
                    AutoWire(instance, i, import, list, errors);
                }
            }
        }
    }

    private void AutoWire(WorkInstance instance, int index, ComponentExtern import, List<(int Instance, string Export)> providers, ErrorBag errors)
    {
        int first = -1, second = -1, count = 0;
        string export = string.Empty;
        foreach (var (provider, name) in providers)
        {
            if (provider == instance.Index)
            {
                continue;
            }

            count++;
            if (first < 0)
            {
                first = provider;
                export = name;
            }
            else if (second < 0)
            {
                second = provider;
            }
        }

        if (count == 1)
        {
            var wire = new PlanWire { Consumer = instance.Plan.Id, Import = import.Name, Provider = _instances[first].Plan.Id, Export = export, IsAutomatic = true, Mark = instance.Plan.Mark };
            instance.Wires[index] = new WorkWire(wire, first, export);
            _instances[first].IsProvider = true;
            _wires.Add(wire);
        }
        else if (count > 1)
        {
            string names = count == 2 ? $"both '{_instances[first].Plan.Id}' and '{_instances[second].Plan.Id}'" : $"'{_instances[first].Plan.Id}', '{_instances[second].Plan.Id}' and {count - 2} more";
            _ambiguous.Add((instance.Index, index));
            errors.Add(
                ErrorCodes.Plan.AmbiguousImport,
                $"{names} could provide {import.Name} to '{instance.Plan.Id}'",
                instance.Plan.Mark,
                $"choose one: wires: {{{import.Interface?.WithoutVersion ?? import.Name}: {_instances[first].Plan.Id}}}",
                instance.Path,
                new Dictionary<string, string>(1) { ["candidates"] = string.Join(",", providers.Where(p => p.Instance != instance.Index).Take(20).Select(p => _instances[p.Instance].Plan.Id)) });
        }
    }

    // What the host provides is never taken from a neighbour without a word, and types need nobody.
    private static bool MayBeWiredUnasked(WorkInstance instance, ComponentExtern import)
    {
        if (ImportClass.IsTypesOnly(import))
        {
            return false;
        }

        if (!CapabilityName.TryParse(import.Name, out var name))
        {
            return true;
        }

        return !name.IsHostNamespace && !instance.Plan.Capabilities.Any(c => CapabilityVocabulary.Covers(c.Name, name));
    }

    private void LinkExports(Plan plan, ErrorBag errors)
    {
        var exports = plan.Exports ?? ImpliedExports(errors);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var export in exports)
        {
            if (!TryFindInstance(export.Instance, export.Mark, errors, out var instance) || instance.Component?.Type is not { } type)
            {
                continue;
            }

            if (export.Name is null)
            {
                foreach (var item in type.Exports)
                {
                    AddExport(item.Name, instance, item, export, taken, errors);
                }

                continue;
            }

            var found = NameMatch.Find(type.Exports, export.Export ?? export.Name, pinned: export.Export is not null);
            if (found.Count != 1)
            {
                errors.Add(
                    found.Count == 0 ? ErrorCodes.Plan.UnknownExport : ErrorCodes.Plan.AmbiguousImport,
                    found.Count == 0 ? $"'{instance.Plan.Id}' (component '{instance.Plan.Component}') does not export {export.Export ?? export.Name}" : $"'{instance.Plan.Id}' exports {export.Export ?? export.Name} in several versions",
                    export.Mark,
                    "it exports " + NameMatch.List(type.Exports.Select(e => e.Name), "nothing"),
                    instance.Path);
                continue;
            }

            string name = export.Export is null ? found[0].Name : export.Name;
            if (!ExternName.TryParse(name, ComponentFeatures.Default, out _, out string? problem))
            {
                errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' cannot be the name of an export: {problem}", export.Mark, "ns:package/interface@version, or words-in-kebab-case");
                continue;
            }

            AddExport(name, instance, found[0], export, taken, errors);
        }
    }

    private void AddExport(string name, WorkInstance instance, ComponentExtern item, PlanExport export, HashSet<string> taken, ErrorBag errors)
    {
        if (!taken.Add(PlanId.Fold(name)))
        {
            errors.Add(ErrorCodes.Plan.DuplicateKey, $"two exports of the composition have the name {name}", export.Mark, "export one of them under another name", instance.Path);
            return;
        }

        _exports.Add(new WorkExport(name, instance.Index, item, export));
    }

    // Nothing said: the one instance that provides nothing to anybody is the composition's face.
    private List<PlanExport> ImpliedExports(ErrorBag errors)
    {
        var faces = _instances.Where(i => !i.IsProvider).ToList();
        if (faces.Count == 1)
        {
            return [new PlanExport { Instance = faces[0].Plan.Id, Mark = faces[0].Plan.Mark }];
        }

        if (!HasErrors(PlanPhase.Graph) && _instances.Count > 0)
        {
            errors.Add(
                ErrorCodes.Plan.MissingField,
                faces.Count == 0 ? "it is not clear what the composition exports: every instance provides something to another" : $"it is not clear what the composition exports: {NameMatch.List(faces.Select(f => $"'{f.Plan.Id}'"), "none")} provide nothing to others",
                SourceMark.AtLine(1, 1, "exports"),
                faces.Count == 0 ? "write exports: INSTANCE" : $"write exports: {faces[0].Plan.Id}");
        }

        return [];
    }

    private bool TryFindInstance(string id, SourceMark mark, ErrorBag errors, out WorkInstance instance)
    {
        if (_instanceById.TryGetValue(id, out int index))
        {
            instance = _instances[index];
            return true;
        }

        instance = null!;
        errors.Add(ErrorCodes.Plan.UnknownInstance, $"there is no instance '{id}'", mark, Suggestion.For(id, _instanceById.Keys) ?? "instances: " + NameMatch.List(_instanceById.Keys, "none"));
        return false;
    }
}
