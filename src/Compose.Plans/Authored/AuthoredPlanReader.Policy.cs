namespace Compose.Plans;

internal sealed partial class AuthoredPlanReader
{
    private PlanPolicy ReadPolicy(DocNode? node)
    {
        if (node is null or { Kind: DocKind.Null } || !Fields.TryOpen(node, PlanLanguage.Policy, "policy", _errors, out var fields))
        {
            return new PlanPolicy();
        }

        var policy = new PlanPolicy { Mark = node.Mark("policy") };
        if (fields["determinism"] is { } determinism)
        {
            policy = policy with { Determinism = ReadDeterminism(determinism, "policy.determinism") };
        }

        if (fields["seed"] is { } seed)
        {
            policy = policy with { Seed = ReadQuantity(seed, "policy.seed", QuantityUnit.Count) };
        }

        if (fields["tenant"] is { } tenant && ReadText(tenant, "policy.tenant") is { } name)
        {
            if (name.Length is 0 or > 200)
            {
                _errors.Add(ErrorCodes.Plan.InvalidSchema, "the name of a tenant has 1 to 200 characters", tenant.Mark("policy.tenant"));
            }

            policy = policy with { Tenant = name };
        }

        if (fields["engine"] is { } engine)
        {
            policy = policy with { Engine = ReadEngine(engine, "policy.engine") };
        }

        return policy with { Limits = ReadLimits(fields["limits"], "policy.limits") };
    }

    private PlanEngine? ReadEngine(DocNode node, string path)
    {
        switch (node.Text)
        {
            case "clr": return PlanEngine.Clr;
            case "wasmtime": return PlanEngine.Wasmtime;
            default:
                _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{node.Text}' is not an engine", node.Mark(path), Suggestion.For(node.Text, ["clr", "wasmtime"]) ?? "clr or wasmtime");
                return null;
        }
    }

    private DeterminismMode ReadDeterminism(DocNode node, string path)
    {
        switch (node.Text)
        {
            case "strict": return DeterminismMode.Strict;
            case "audit": return DeterminismMode.Audit;
            case "relaxed": return DeterminismMode.Relaxed;
            default:
                _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{node.Text}' is not a determinism mode", node.Mark(path), Suggestion.For(node.Text, ["strict", "audit", "relaxed"]) ?? "strict, audit or relaxed");
                return DeterminismMode.Relaxed;
        }
    }

    private ResourceLimits ReadLimits(DocNode? node, string path)
    {
        if (node is null or { Kind: DocKind.Null } || !Fields.TryOpen(node, PlanLanguage.Limits, path, _errors, out var fields))
        {
            return ResourceLimits.None;
        }

        return new ResourceLimits
        {
            CpuMilliseconds = Take("cpu", QuantityUnit.Time),
            MemoryBytes = Take("memory", QuantityUnit.Size),
            IoOperations = Take("io-operations", QuantityUnit.Count),
            WallMilliseconds = Take("time", QuantityUnit.Time),
            Fuel = Take("fuel", QuantityUnit.Count),
            TableElements = Take("max-table-elements", QuantityUnit.Count),
            Handles = Take("max-handles", QuantityUnit.Count),
            OpenFiles = Take("max-open-files", QuantityUnit.Count),
            OutputBytes = Take("max-output", QuantityUnit.Size),
        };

        ulong? Take(string key, QuantityUnit unit)
        {
            return fields[key] is { } value ? ReadQuantity(value, path + "." + key, unit) : null;
        }
    }

    private ulong? ReadQuantity(DocNode node, string path, QuantityUnit unit)
    {
        if (node.Kind is DocKind.Text or DocKind.Number && Quantity.TryParse(node.Text, unit, out ulong value))
        {
            return value;
        }

        string found = node.Kind is DocKind.Sequence or DocKind.Mapping or DocKind.Null ? node.Describe() : $"'{node.Text}'";
        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"{found} is not {Quantity.Describe(unit)}", node.Mark(path), Quantity.Example(unit));
        return null;
    }
}
