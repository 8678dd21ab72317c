namespace Compose.Plans;

internal sealed partial class AuthoredPlanReader
{
    private List<PlanInstance> ReadInstances(DocNode? node, List<PlanComponent> components, List<PlanWire> wires)
    {
        var instances = new List<PlanInstance>();
        if (node is null)
        {
            foreach (var component in components)
            {
                instances.Add(new PlanInstance { Id = component.Id, Component = component.Id, Mark = component.Mark, ComponentMark = component.Mark });
            }

            return instances;
        }

        foreach (var (key, value, path) in Entries(node, "instances", "instances", PlanLimits.MaxInstances))
        {
            string id = key.Text;
            var mark = key.Mark(path);
            var instance = new PlanInstance { Id = id, Component = id, Mark = mark, ComponentMark = mark };
            switch (value.Kind)
            {
                case DocKind.Null:
                    break;
                case DocKind.Text:
                    instance = instance with { Component = value.Text, ComponentMark = value.Mark(path) };
                    break;
                default:
                    instance = ReadInstance(instance, value, path, wires);
                    break;
            }

            if (CheckId(key, path))
            {
                instances.Add(instance);
            }
        }

        return instances;
    }

    private PlanInstance ReadInstance(PlanInstance instance, DocNode value, string path, List<PlanWire> wires)
    {
        if (!Fields.TryOpen(value, PlanLanguage.Instance, path, _errors, out var fields))
        {
            return instance;
        }

        if (fields["component"] is { } component && ReadText(component, path + ".component") is { } name)
        {
            instance = instance with { Component = name, ComponentMark = component.Mark(path + ".component") };
        }

        foreach (var (key, end, wirePath) in Entries(fields["wires"], path + ".wires", "wires", PlanLimits.MaxEntries))
        {
            if (ReadEnd(end, wirePath, PlanLanguage.Wire) is var (provider, export) && provider is not null)
            {
                wires.Add(new PlanWire { Consumer = instance.Id, Import = key.Text, Provider = provider, Export = export, Budget = ReadBudget(end, wirePath), Mark = key.Mark(wirePath) });
            }
        }

        return instance with
        {
            Capabilities = ReadCapabilities(fields["capabilities"], path + ".capabilities"),
            Secrets = ReadSecretUses(fields["secrets"], path + ".secrets"),
        };
    }

    // The keys were checked when the end was read.
    private ulong? ReadBudget(DocNode end, string path)
    {
        for (int i = 0; i < end.Keys.Count; i++)
        {
            if (end.Keys[i].Text == "budget")
            {
                return ReadQuantity(end.Items[i], path + ".budget", QuantityUnit.Count);
            }
        }

        return null;
    }

    private List<PlanSecretUse> ReadSecretUses(DocNode? node, string path)
    {
        var uses = new List<PlanSecretUse>();
        if (node is { Kind: DocKind.Sequence })
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                string itemPath = $"{path}[{i}]";
                if (ReadText(node.Items[i], itemPath) is { } secret)
                {
                    uses.Add(new PlanSecretUse { Name = secret, Secret = secret, Mark = node.Items[i].Mark(itemPath) });
                }
            }

            return uses;
        }

        foreach (var (key, value, usePath) in Entries(node, path, "secrets", PlanLimits.MaxEntries))
        {
            if (CheckId(key, usePath) && ReadText(value, usePath) is { } secret)
            {
                uses.Add(new PlanSecretUse { Name = key.Text, Secret = secret, Mark = key.Mark(usePath) });
            }
        }

        return uses;
    }

    // A list of names and one-entry maps, or one map.
    private List<PlanCapability> ReadCapabilities(DocNode? node, string path)
    {
        var capabilities = new List<PlanCapability>();
        if (node is { Kind: DocKind.Sequence })
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                var item = node.Items[i];
                string itemPath = $"{path}[{i}]";
                if (item.Kind == DocKind.Mapping && item.Keys.Count == 1)
                {
                    AddCapability(capabilities, item.Keys[0], item.Items[0], Fields.Join(itemPath, item.Keys[0].Text));
                }
                else if (item.Kind == DocKind.Text)
                {
                    AddCapability(capabilities, item, null, itemPath);
                }
                else
                {
                    _errors.Add(ErrorCodes.Plan.InvalidSchema, $"the name of a capability is expected, not {item.Describe()}", item.Mark(itemPath), "stdin, or environment: {vars: {NAME: value}}");
                }
            }
        }
        else
        {
            foreach (var (key, value, itemPath) in Entries(node, path, "capabilities", PlanLimits.MaxEntries))
            {
                AddCapability(capabilities, key, value, itemPath);
            }
        }

        return capabilities;
    }

    private void AddCapability(List<PlanCapability> capabilities, DocNode key, DocNode? value, string path)
    {
        var mark = key.Mark(path);
        if (!CapabilityVocabulary.TryResolve(key.Text, out string? name))
        {
            var known = CapabilityVocabulary.Entries.Select(e => e.ShortName ?? e.Name).ToList();
            _errors.Add(ErrorCodes.Plan.InvalidCapability, $"there is no capability '{key.Text}'", mark, Suggestion.For(key.Text, known) ?? "known: " + string.Join(", ", known) + ", or an interface as ns:package/interface");
            return;
        }

        if (capabilities.Exists(c => c.Name == name))
        {
            _errors.Add(ErrorCodes.Plan.DuplicateKey, $"the capability {name} stands twice for one instance", mark, "remove one of them");
            return;
        }

        var capability = new PlanCapability { Name = name, Mark = mark };
        switch (value)
        {
            case null or { Kind: DocKind.Null }:
                break;
            case { Kind: DocKind.Text, Text: "required" or "optional" }:
                capability = capability with { Level = value.Text == "optional" ? CapabilityLevel.Optional : CapabilityLevel.Required };
                break;
            case { Kind: DocKind.Mapping }:
                capability = ReadParameters(capability, value, path);
                break;
            default:
                _errors.Add(ErrorCodes.Plan.InvalidCapability, $"parameters of the capability are expected, not {value.Describe()}", value.Mark(path), "nothing, optional, or a map of parameters");
                break;
        }

        CapabilityRules.Check(capability, mark, _errors);
        capabilities.Add(capability);
    }

    private PlanCapability ReadParameters(PlanCapability capability, DocNode value, string path)
    {
        if (!Fields.TryOpen(value, PlanLanguage.Capability, path, _errors, out var fields))
        {
            return capability;
        }

        if (fields["optional"] is { } optional && ReadBoolean(optional, path + ".optional") == true)
        {
            capability = capability with { Level = CapabilityLevel.Optional };
        }

        if (fields["vars"] is { } vars)
        {
            capability = capability with { Variables = ReadVariables(vars, path + ".vars") };
        }

        if (fields["cwd"] is { } cwd)
        {
            capability = capability with { InitialDirectory = ReadText(cwd, path + ".cwd") };
        }

        if (fields["values"] is { } values)
        {
            capability = capability with { Arguments = ReadTexts(values, path + ".values") };
        }

        if (fields["allow"] is { } allow)
        {
            capability = capability with { Allow = allow.Kind is DocKind.Text or DocKind.Number ? [allow.Text] : ReadTexts(allow, path + ".allow") };
        }

        if (fields["dirs"] is { } dirs)
        {
            capability = capability with { Directories = ReadDirectories(dirs, path + ".dirs") };
        }

        var parameters = new List<PlanParameter>();
        foreach (CapabilityParameter parameter in CapabilityParameter.All)
        {
            if (fields[parameter.Name] is { } node && ReadParameter(parameter, node, path + "." + parameter.Name) is { } read)
            {
                parameters.Add(read);
            }
        }

        return capability with { Parameters = parameters };
    }

    private PlanParameter? ReadParameter(CapabilityParameter parameter, DocNode node, string path)
    {
        var value = new PlanParameter(parameter);
        switch (parameter.Form)
        {
            case CapabilityParameterForm.Texts:
                return value with { Texts = node.Kind is DocKind.Text or DocKind.Number ? [node.Text] : ReadTexts(node, path) };
            case CapabilityParameterForm.Flag:
                return ReadBoolean(node, path) == true ? value with { Number = 1 } : null;
            case CapabilityParameterForm.Count or CapabilityParameterForm.Size:
                return ReadQuantity(node, path, parameter.Form == CapabilityParameterForm.Size ? QuantityUnit.Size : QuantityUnit.Count) is { } number ? value with { Number = number } : null;
            case CapabilityParameterForm.Instant when node.Kind == DocKind.Text && CapabilityText.TryInstant(node.Text, out ulong instant):
                return value with { Number = instant };
            case CapabilityParameterForm.Rate when node.Kind == DocKind.Text && CapabilityText.TryRate(node.Text, out ulong calls, out ulong period):
                return value with { Number = calls, Period = period };
            default:
                bool isInstant = parameter.Form == CapabilityParameterForm.Instant;
                _errors.Add(ErrorCodes.Plan.InvalidSchema, $"{(node.Kind == DocKind.Text ? $"'{node.Text}'" : node.Describe())} is not {(isInstant ? "an instant" : "a rate")}", node.Mark(path), isInstant ? "2027-01-31T12:00:00Z" : "100/s, 5/m, 1000/h");
                return null;
        }
    }

    private List<KeyValuePair<string, string>> ReadVariables(DocNode node, string path)
    {
        var variables = new List<KeyValuePair<string, string>>();
        foreach (var (key, value, itemPath) in Entries(node, path, "vars", PlanLimits.MaxEntries))
        {
            string? text = value.Kind == DocKind.Null ? string.Empty : value.Kind == DocKind.Number ? value.Text : ReadText(value, itemPath);
            if (key.Text.Length == 0 || key.Text.Contains('=', StringComparison.Ordinal) || key.Text.Contains('\0', StringComparison.Ordinal))
            {
                _errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{key.Text}' cannot be the name of a variable", key.Mark(itemPath));
            }
            else if (text is not null)
            {
                variables.Add(new(key.Text, text));
            }
        }

        variables.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return variables;
    }

    private List<string> ReadTexts(DocNode node, string path)
    {
        var texts = new List<string>();
        if (node.Kind != DocKind.Sequence)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a list of texts is expected, not {node.Describe()}", node.Mark(path));
            return texts;
        }

        for (int i = 0; i < node.Items.Count; i++)
        {
            if (ReadText(node.Items[i], $"{path}[{i}]") is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private List<DirectoryGrant> ReadDirectories(DocNode node, string path)
    {
        var directories = new List<DirectoryGrant>();
        if (node.Kind != DocKind.Sequence)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a list of directories is expected, not {node.Describe()}", node.Mark(path), "- {host: data, guest: /data, read-only: true}");
            return directories;
        }

        for (int i = 0; i < node.Items.Count; i++)
        {
            string itemPath = $"{path}[{i}]";
            if (!Fields.TryOpen(node.Items[i], PlanLanguage.Directory, itemPath, _errors, out var fields))
            {
                continue;
            }

            string? host = fields["host"] is { } h ? ReadText(h, itemPath + ".host") : null;
            string? guest = fields["guest"] is { } g ? ReadText(g, itemPath + ".guest") : null;
            bool readOnly = fields["read-only"] is { } r && ReadBoolean(r, itemPath + ".read-only") == true;
            if (host is not null && guest is not null)
            {
                directories.Add(new DirectoryGrant(host, guest, readOnly)
                {
                    QuotaBytes = fields["quota"] is { } quota ? ReadQuantity(quota, itemPath + ".quota", QuantityUnit.Size) : null,
                    QuotaFiles = fields["files"] is { } files ? ReadQuantity(files, itemPath + ".files", QuantityUnit.Count) : null,
                });
            }
        }

        return directories;
    }
}
