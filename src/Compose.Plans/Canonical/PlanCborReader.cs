using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// Reads <c>plan-v2</c>. The bytes are canonical CBOR already; here the maps are held against their shapes and the lists
/// against their order, so that one plan has one encoding.
/// </summary>
internal static class PlanCborReader
{
    public static Plan? Read(CborNode root, ErrorBag errors)
    {
        if (!CborFields.TryOpen(root, PlanShapes.Plan, "plan", errors, out var fields))
        {
            return null;
        }

        var components = Sorted(fields.List(1, "components", PlanLimits.MaxComponents), "components", errors, ReadComponent, c => c.Id, ErrorCodes.Plan.DuplicateComponent);
        var instances = Sorted(fields.List(2, "instances", PlanLimits.MaxInstances), "instances", errors, ReadInstance, i => i.Id, ErrorCodes.Plan.DuplicateComponent);
        var wires = ReadWires(fields.List(3, "wires", PlanLimits.MaxWires), errors);
        ReadBudgets(fields.List(9, "budgets", PlanLimits.MaxWires), wires, errors);
        var exports = Sorted(fields.List(4, "exports", PlanLimits.MaxExports), "exports", errors, ReadExport, e => e.Name ?? PlanExport.Everything + e.Instance, ErrorCodes.Plan.DuplicateKey);
        var secrets = Sorted(fields.List(5, "secrets", PlanLimits.MaxSecrets), "secrets", errors, ReadSecret, s => s.Id, ErrorCodes.Plan.DuplicateKey);
        foreach (var secret in secrets)
        {
            SecretRules.CheckUri(secret.Uri, secret.Mark, errors);
        }

        return new Plan
        {
            Name = fields.OptionalText(7, "name"),
            Components = components,
            Instances = instances,
            Wires = wires,
            Exports = exports,
            Secrets = secrets,
            Policy = ReadPolicy(fields[6]!, errors) with { Engine = ReadFeatures(fields[14], errors) },
        };
    }

    private static List<T> Sorted<T>(IReadOnlyList<CborNode> nodes, string name, ErrorBag errors, Func<CborNode, string, ErrorBag, T?> read, Func<T, string> key, ErrorCode duplicate)
        where T : class
    {
        var items = new List<T>(nodes.Count);
        string? previous = null;
        for (int i = 0; i < nodes.Count; i++)
        {
            string path = $"{name}[{i}]";
            if (read(nodes[i], path, errors) is not { } item)
            {
                continue;
            }

            string current = key(item);
            CheckOrder(previous, current, nodes[i], path, errors, duplicate);
            previous = current;
            items.Add(item);
        }

        return items;
    }

    private static void CheckOrder(string? previous, string current, CborNode node, string path, ErrorBag errors, ErrorCode duplicate)
    {
        int order = previous is null ? -1 : string.CompareOrdinal(previous, current);
        if (order == 0)
        {
            errors.Add(duplicate, $"'{current}' stands twice", SourceMark.AtOffset(node.Offset, path));
        }
        else if (order > 0)
        {
            errors.Add(ErrorCodes.Plan.NotCanonicalOrder, $"'{current}' must stand before '{previous}'", SourceMark.AtOffset(node.Offset, path), "re-encode the plan: composectl plan build");
        }
    }

    private static List<PlanWire> ReadWires(IReadOnlyList<CborNode> nodes, ErrorBag errors)
    {
        var wires = new List<PlanWire>(nodes.Count);
        for (int i = 0; i < nodes.Count; i++)
        {
            string path = $"wires[{i}]";
            if (!CborFields.TryOpen(nodes[i], PlanShapes.Wire, path, errors, out var fields))
            {
                continue;
            }

            var wire = new PlanWire
            {
                Consumer = fields.Text(0, "consumer"),
                Import = fields.Text(1, "import"),
                Provider = fields.Text(2, "provider"),
                Export = fields.Text(3, "export"),
                Mark = fields.Mark,
            };
            if (wires.Count > 0 && PlanCborWriter.CompareWires(wires[^1], wire) is var order && order >= 0)
            {
                errors.Add(
                    order == 0 ? ErrorCodes.Plan.InvalidBinding : ErrorCodes.Plan.NotCanonicalOrder,
                    order == 0 ? $"the import {wire.Import} of '{wire.Consumer}' is wired twice" : $"the wire of {wire.Import} of '{wire.Consumer}' is out of order",
                    wire.Mark);
            }

            wires.Add(wire);
        }

        return wires;
    }

    private static void ReadBudgets(IReadOnlyList<CborNode> nodes, List<PlanWire> wires, ErrorBag errors)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        var places = new Dictionary<(string, string), int>(wires.Count);
        for (int i = 0; i < wires.Count; i++)
        {
            places.TryAdd((wires[i].Consumer, wires[i].Import), i);
        }

        int previous = -1;
        for (int i = 0; i < nodes.Count; i++)
        {
            string path = $"budgets[{i}]";
            if (!CborFields.TryOpen(nodes[i], PlanShapes.Budget, path, errors, out var fields))
            {
                continue;
            }

            string consumer = fields.Text(0, "consumer"), import = fields.Text(1, "import");
            ulong? calls = fields.OptionalUnsigned(2, "calls");
            if (!places.TryGetValue((consumer, import), out int place))
            {
                errors.Add(ErrorCodes.Plan.InvalidBinding, $"there is a budget for the import {import} of '{consumer}', which is not wired", fields.Mark, "a budget belongs to a wire");
                continue;
            }

            if (place <= previous)
            {
                errors.Add(place == previous ? ErrorCodes.Plan.DuplicateKey : ErrorCodes.Plan.NotCanonicalOrder, $"the budget of {import} of '{consumer}' {(place == previous ? "stands twice" : "is out of order")}", fields.Mark);
            }

            previous = Math.Max(previous, place);
            wires[place] = wires[place] with { Budget = calls };
        }
    }

    private static PlanComponent? ReadComponent(CborNode node, string path, ErrorBag errors)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Component, path, errors, out var fields))
        {
            return null;
        }

        var bytes = fields[1]!;
        Digest? digest = null;
        if (bytes is { Kind: CborKind.Bytes } && bytes.Bytes.Length == Digest.Size)
        {
            digest = new Digest(bytes.Bytes.Span);
        }
        else
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "a digest is a byte string of 32 bytes", SourceMark.AtOffset(bytes.Offset, path + ".digest"));
        }

        return new PlanComponent { Id = ReadId(fields, 0, errors), Digest = digest, Source = fields.OptionalText(2, "source"), Mark = fields.Mark };
    }

    private static PlanInstance? ReadInstance(CborNode node, string path, ErrorBag errors)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Instance, path, errors, out var fields))
        {
            return null;
        }

        return new PlanInstance
        {
            Id = ReadId(fields, 0, errors),
            Component = fields.Text(1, "component"),
            Capabilities = Sorted(fields.List(2, "capabilities", PlanLimits.MaxEntries), path + ".capabilities", errors, ReadCapability, c => c.Name, ErrorCodes.Plan.DuplicateKey),
            Secrets = Sorted(fields.List(3, "secrets", PlanLimits.MaxEntries), path + ".secrets", errors, ReadSecretUse, s => s.Name, ErrorCodes.Plan.DuplicateKey),
            Mark = fields.Mark,
            ComponentMark = fields.Mark,
        };
    }

    private static PlanExport? ReadExport(CborNode node, string path, ErrorBag errors)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Export, path, errors, out var fields))
        {
            return null;
        }

        var export = new PlanExport { Name = fields.Text(0, "name"), Instance = fields.Text(1, "instance"), Export = fields.Text(2, "export"), Mark = fields.Mark };
        return export is { Name: PlanExport.Everything, Export: PlanExport.Everything } ? export with { Name = null, Export = null } : export;
    }

    private static PlanSecret? ReadSecret(CborNode node, string path, ErrorBag errors) =>
        CborFields.TryOpen(node, PlanShapes.Secret, path, errors, out var fields)
            ? new PlanSecret { Id = ReadId(fields, 0, errors), Uri = fields.Text(1, "uri"), Mark = fields.Mark }
            : null;

    private static PlanSecretUse? ReadSecretUse(CborNode node, string path, ErrorBag errors) =>
        CborFields.TryOpen(node, PlanShapes.SecretUse, path, errors, out var fields)
            ? new PlanSecretUse { Name = ReadId(fields, 0, errors), Secret = fields.Text(1, "secret"), Mark = fields.Mark }
            : null;

    private static PlanCapability? ReadCapability(CborNode node, string path, ErrorBag errors)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Capability, path, errors, out var fields))
        {
            return null;
        }

        string written = fields.Text(0, "name");
        if (!CapabilityVocabulary.TryResolve(written, out string? name) || name != written)
        {
            errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{written}' is not the full name of a capability", fields.Mark, name is null ? null : $"the full name is {name}");
            return null;
        }

        ulong level = fields.OptionalUnsigned(1, "level") ?? 0;
        if (level > 1)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'level' is 0 (required) or 1 (optional)", fields.Mark);
        }

        var capability = new PlanCapability
        {
            Name = name,
            Level = level == 1 ? CapabilityLevel.Optional : CapabilityLevel.Required,
            Variables = ReadVariables(fields, errors),
            InitialDirectory = fields.OptionalText(3, "cwd"),
            Arguments = fields.OptionalTexts(4, "values"),
            Directories = ReadDirectories(fields, path, errors),
            Allow = fields.OptionalTexts(6, "allow"),
            Parameters = ReadParameters(fields, path, errors),
            Mark = fields.Mark,
        };
        if (capability.Allow is { } allow && !allow.SequenceEqual(allow.Order(StringComparer.Ordinal)))
        {
            errors.Add(ErrorCodes.Plan.NotCanonicalOrder, "the peers of 'allow' are out of order", fields.Mark);
        }

        CapabilityRules.Check(capability, fields.Mark, errors);
        return capability;
    }

    private static List<PlanParameter> ReadParameters(CborFields fields, string path, ErrorBag errors)
    {
        var parameters = new List<PlanParameter>();
        foreach (CapabilityParameter parameter in CapabilityParameter.All)
        {
            if (fields[parameter.Key] is not { } node)
            {
                continue;
            }

            var value = new PlanParameter(parameter);
            var mark = SourceMark.AtOffset(node.Offset, path + "." + parameter.Name);
            switch (parameter.Form)
            {
                case CapabilityParameterForm.Texts:
                    value = value with { Texts = fields.OptionalTexts(parameter.Key, parameter.Name)! };
                    for (int i = 1; i < value.Texts.Count; i++)
                    {
                        if (string.CompareOrdinal(value.Texts[i - 1], value.Texts[i]) >= 0)
                        {
                            errors.Add(ErrorCodes.Plan.NotCanonicalOrder, $"the texts of '{parameter.Name}' are out of order", mark);
                            break;
                        }
                    }

                    break;
                case CapabilityParameterForm.Flag:
                    if (node is not { Kind: CborKind.Simple, Argument: 21 })
                    {
                        errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{parameter.Name}' is true or left out", mark);
                    }

                    value = value with { Number = 1 };
                    break;
                case CapabilityParameterForm.Rate:
                    if (node.Kind != CborKind.Array || node.Items.Count != 2 || node.Items[0].Kind != CborKind.Unsigned || node.Items[1].Kind != CborKind.Unsigned)
                    {
                        errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{parameter.Name}' must be two unsigned integers: calls and milliseconds", mark);
                        continue;
                    }

                    value = value with { Number = node.Items[0].Argument, Period = node.Items[1].Argument };
                    break;
                default:
                    value = value with { Number = fields.OptionalUnsigned(parameter.Key, parameter.Name) ?? 0 };
                    break;
            }

            parameters.Add(value);
        }

        return parameters;
    }

    private static List<KeyValuePair<string, string>>? ReadVariables(CborFields fields, ErrorBag errors)
    {
        if (fields[2] is not { } node)
        {
            return null;
        }

        var variables = new List<KeyValuePair<string, string>>();
        for (int i = 0; node.Kind == CborKind.Map && i < node.Items.Count; i += 2)
        {
            if (node.Items[i] is { Kind: CborKind.Text, Text: { Length: > 0 } name } && !name.Contains('=', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal) && node.Items[i + 1] is { Kind: CborKind.Text } value)
            {
                variables.Add(new(name, value.Text));
            }
            else
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, "a variable has a name and a text", SourceMark.AtOffset(node.Items[i].Offset, fields.Mark.Path + ".vars"));
            }
        }

        if (node.Kind != CborKind.Map)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'vars' must be a map", SourceMark.AtOffset(node.Offset, fields.Mark.Path + ".vars"));
        }

        variables.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return variables;
    }

    private static List<DirectoryGrant>? ReadDirectories(CborFields fields, string path, ErrorBag errors)
    {
        if (fields[5] is null)
        {
            return null;
        }

        var directories = new List<DirectoryGrant>();
        foreach (var node in fields.List(5, "dirs", PlanLimits.MaxEntries, mayBeEmpty: true))
        {
            if (CborFields.TryOpen(node, PlanShapes.Directory, path + ".dirs", errors, out var directory))
            {
                var readOnly = directory[2];
                if (readOnly is not null and not { Kind: CborKind.Simple, Argument: 21 })
                {
                    errors.Add(ErrorCodes.Plan.InvalidSchema, "'read-only' is true or left out", SourceMark.AtOffset(readOnly.Offset, path + ".dirs"));
                }

                directories.Add(new DirectoryGrant(directory.Text(0, "host"), directory.Text(1, "guest"), readOnly is not null)
                {
                    QuotaBytes = directory.OptionalUnsigned(3, "quota"),
                    QuotaFiles = directory.OptionalUnsigned(4, "files"),
                });
            }
        }

        return directories;
    }

    private static PlanPolicy ReadPolicy(CborNode node, ErrorBag errors)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Policy, "policy", errors, out var fields))
        {
            return new PlanPolicy();
        }

        ulong mode = fields.OptionalUnsigned(0, "determinism") ?? 0;
        if (mode > 2)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'determinism' is 0 (strict), 1 (audit) or 2 (relaxed)", fields.Mark);
        }

        return new PlanPolicy
        {
            Determinism = (DeterminismMode)Math.Min(mode, 2),
            Tenant = fields.OptionalText(1, "tenant"),
            Seed = fields.OptionalUnsigned(2, "seed"),
            Limits = fields[3] is { } limits ? ReadLimits(limits, errors, mayBeEmpty: false) : ResourceLimits.None,
            Mark = fields.Mark,
        };
    }

    private static PlanEngine? ReadFeatures(CborNode? node, ErrorBag errors)
    {
        if (node is null || !CborFields.TryOpen(node, PlanShapes.Features, "features", errors, out var fields))
        {
            return null;
        }

        if (node.Items.Count == 0)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'features' is empty; an empty map is left out", fields.Mark);
        }

        ulong? engine = fields.OptionalUnsigned(0, "engine");
        if (engine > 1)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'engine' is 0 (clr) or 1 (wasmtime)", fields.Mark);
            return null;
        }

        return (PlanEngine?)engine;
    }

    internal static ResourceLimits ReadLimits(CborNode node, ErrorBag errors, bool mayBeEmpty)
    {
        if (!CborFields.TryOpen(node, PlanShapes.Limits, "policy.limits", errors, out var fields))
        {
            return ResourceLimits.None;
        }

        if (node.Items.Count == 0 && !mayBeEmpty)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "'limits' is empty; an empty map is left out", fields.Mark);
        }

        return new ResourceLimits
        {
            CpuMilliseconds = fields.OptionalUnsigned(0, "cpu-ms"),
            MemoryBytes = fields.OptionalUnsigned(1, "memory-bytes"),
            IoOperations = fields.OptionalUnsigned(2, "io-ops"),
            WallMilliseconds = fields.OptionalUnsigned(3, "wall-ms"),
            Fuel = fields.OptionalUnsigned(4, "fuel"),
            TableElements = fields.OptionalUnsigned(5, "table-elements"),
            Handles = fields.OptionalUnsigned(6, "handles"),
            OpenFiles = fields.OptionalUnsigned(7, "open-files"),
            OutputBytes = fields.OptionalUnsigned(8, "output-bytes"),
        };
    }

    private static string ReadId(CborFields fields, int number, ErrorBag errors)
    {
        string id = fields.Text(number, "id");
        if (!PlanId.IsValid(id))
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{id}' cannot be an id", fields.Mark, "an id is " + PlanId.Rule);
        }

        return id;
    }
}
