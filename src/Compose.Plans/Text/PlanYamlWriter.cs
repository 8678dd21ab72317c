using System.Globalization;
using System.Text;

namespace Compose.Plans;

/// <summary>
/// Writes a plan as an author would: YAML of version 2. What is written reads back as the same plan; reading canonical
/// bytes and writing them here makes them legible.
/// </summary>
public static class PlanYamlWriter
{
    /// <summary>Writes any plan of the model.</summary>
    public static string Write(Plan plan)
    {
        var text = new StringBuilder("compose: 2\n");
        if (plan.Name is { } name)
        {
            text.Append("name: ").Append(YamlText.Scalar(name)).Append('\n');
        }

        text.Append("\ncomponents:\n");
        foreach (var component in plan.Components)
        {
            text.Append("  ").Append(Key(component.Id)).Append(Source(component)).Append('\n');
        }

        WriteInstances(text, plan);
        WriteExports(text, plan.Exports);
        if (plan.Secrets.Count > 0)
        {
            text.Append("\nsecrets:\n");
            foreach (var secret in plan.Secrets)
            {
                text.Append("  ").Append(Key(secret.Id)).Append(' ').Append(YamlText.Scalar(secret.Uri)).Append('\n');
            }
        }

        WritePolicy(text, plan.Policy);
        return text.ToString();
    }

    /// <summary>A plan to begin with: one component for each path, everything else left to be found.</summary>
    public static string Template(string name, IReadOnlyList<string> paths)
    {
        var text = new StringBuilder();
        text.Append("# What is composed, of which parts, and what each part may do. `composectl plan validate` says what is wrong.\n");
        text.Append("compose: 2\n").Append("name: ").Append(YamlText.Scalar(name)).Append("\n\ncomponents:\n");
        var ids = new List<string>();
        foreach (string path in paths.Count > 0 ? paths : ["main.wasm"])
        {
            string id = new([.. Path.GetFileNameWithoutExtension(path).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
            id = PlanId.IsValid(id) ? id : "component";
            for (int i = 2; ids.Exists(other => PlanId.Fold(other) == PlanId.Fold(id)); i++)
            {
                id = id.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') + i.ToString(CultureInfo.InvariantCulture);
            }

            ids.Add(id);
            text.Append("  ").Append(Key(id)).Append(' ').Append(YamlText.Scalar(path.Replace('\\', '/'))).Append('\n');
        }

        text.Append("\n# An import that exactly one instance exports is wired without being written. Nothing is granted unless it stands here.\ninstances:\n");
        foreach (string id in ids)
        {
            text.Append("  ").Append(Key(id)).Append('\n');
            if (id == ids[^1])
            {
                text.Append("    capabilities: [stdin, stdout, stderr, arguments]\n");
            }
        }

        return text.Append("\nexports: ").Append(YamlText.Scalar(ids[^1])).Append('\n').ToString();
    }

    private static string Key(string id) => YamlText.Scalar(id) + ":";

    private static string Source(PlanComponent component) => (component.Source, component.Digest) switch
    {
        ({ } source, null) => " " + YamlText.Scalar(source),
        (null, { } digest) => " " + digest,
        ({ } source, { } digest) => $"\n    source: {YamlText.Scalar(source)}\n    digest: {digest}",
        _ => string.Empty,
    };

    private static void WriteInstances(StringBuilder text, Plan plan)
    {
        var wires = plan.Wires.ToLookup(w => w.Consumer, StringComparer.Ordinal);
        text.Append("\ninstances:\n");
        foreach (var instance in plan.Instances)
        {
            text.Append("  ").Append(Key(instance.Id));
            bool implied = instance.Component == instance.Id;
            if (!wires.Contains(instance.Id) && instance.Capabilities.Count == 0 && instance.Secrets.Count == 0)
            {
                text.Append(implied ? string.Empty : " " + YamlText.Scalar(instance.Component)).Append('\n');
                continue;
            }

            text.Append('\n');
            if (!implied)
            {
                text.Append("    component: ").Append(YamlText.Scalar(instance.Component)).Append('\n');
            }

            WriteWires(text, wires[instance.Id].ToList());
            WriteCapabilities(text, instance.Capabilities);
            if (instance.Secrets.Count > 0)
            {
                text.Append("    secrets: {").Append(string.Join(", ", instance.Secrets.Select(s => YamlText.Scalar(s.Name, true) + ": " + YamlText.Scalar(s.Secret, true)))).Append("}\n");
            }
        }
    }

    private static void WriteWires(StringBuilder text, List<PlanWire> wires)
    {
        if (wires.Count == 0)
        {
            return;
        }

        text.Append("    wires:\n");
        foreach (var wire in wires)
        {
            text.Append("      ").Append(Key(wire.Import)).Append(' ');
            bool hasExport = wire.Export is not null && wire.Export != wire.Import;
            if (!hasExport && wire.Budget is null)
            {
                text.Append(YamlText.Scalar(wire.Provider)).Append('\n');
                continue;
            }

            text.Append("{from: ").Append(YamlText.Scalar(wire.Provider, true));
            text.Append(hasExport ? $", export: {YamlText.Scalar(wire.Export!, true)}" : string.Empty);
            text.Append(wire.Budget is { } budget ? $", budget: {budget}" : string.Empty).Append("}\n");
        }
    }

    private static void WriteCapabilities(StringBuilder text, IReadOnlyList<PlanCapability> capabilities)
    {
        if (capabilities.Count == 0)
        {
            return;
        }

        if (capabilities.All(c => c.Level == CapabilityLevel.Required && !HasParameters(c)))
        {
            text.Append("    capabilities: [").Append(string.Join(", ", capabilities.Select(c => YamlText.Scalar(ShortName(c.Name), true)))).Append("]\n");
            return;
        }

        text.Append("    capabilities:\n");
        foreach (var capability in capabilities)
        {
            text.Append("      ").Append(Key(ShortName(capability.Name)));
            if (!HasParameters(capability))
            {
                text.Append(capability.Level == CapabilityLevel.Optional ? " optional\n" : "\n");
                continue;
            }

            text.Append('\n');
            if (capability.Level == CapabilityLevel.Optional)
            {
                text.Append("        optional: true\n");
            }

            WriteParameters(text, capability);
        }
    }

    private static void WriteParameters(StringBuilder text, PlanCapability capability)
    {
        if (capability.Variables is { } variables)
        {
            text.Append("        vars: {").Append(string.Join(", ", variables.Select(v => YamlText.Scalar(v.Key, true) + ": " + YamlText.Quote(v.Value)))).Append("}\n");
        }

        if (capability.InitialDirectory is { } cwd)
        {
            text.Append("        cwd: ").Append(YamlText.Scalar(cwd)).Append('\n');
        }

        if (capability.Arguments is { } values)
        {
            text.Append("        values: [").Append(string.Join(", ", values.Select(YamlText.Quote))).Append("]\n");
        }

        if (capability.Allow is { } allow)
        {
            text.Append("        allow: [").Append(string.Join(", ", allow.Select(a => YamlText.Scalar(a, true)))).Append("]\n");
        }

        foreach (PlanParameter value in capability.Parameters)
        {
            text.Append("        ").Append(value.Parameter.Name).Append(": ");
            if (value.Parameter.Form == CapabilityParameterForm.Texts)
            {
                text.Append('[').AppendJoin(", ", value.Texts.Select(t => YamlText.Scalar(t, true))).Append("]\n");
            }
            else
            {
                text.Append(CapabilityText.Print(value)).Append('\n');
            }
        }

        if (capability.Directories is { } directories)
        {
            text.Append(directories.Count == 0 ? "        dirs: []\n" : "        dirs:\n");
            foreach (var directory in directories)
            {
                text.Append("          - {host: ").Append(YamlText.Scalar(directory.HostPath, true)).Append(", guest: ").Append(YamlText.Scalar(directory.GuestPath, true)).Append(directory.ReadOnly ? ", read-only: true" : string.Empty);
                text.Append(CultureInfo.InvariantCulture, $"{(directory.QuotaBytes is { } bytes ? $", quota: {bytes}" : string.Empty)}{(directory.QuotaFiles is { } files ? $", files: {files}" : string.Empty)}}}\n");
            }
        }
    }

    private static void WriteExports(StringBuilder text, IReadOnlyList<PlanExport>? exports)
    {
        if (exports is null)
        {
            return;
        }

        if (exports.Count > 0 && exports.All(e => e.Name is null))
        {
            text.Append("\nexports: ").Append(exports.Count == 1 ? YamlText.Scalar(exports[0].Instance) : "[" + string.Join(", ", exports.Select(e => YamlText.Scalar(e.Instance, true))) + "]").Append('\n');
            return;
        }

        text.Append(exports.Count == 0 ? "\nexports: {}\n" : "\nexports:\n");
        foreach (var export in exports)
        {
            text.Append("  ").Append(Key(export.Name!)).Append(' ');
            text.Append(export.Export is null || export.Export == export.Name ? YamlText.Scalar(export.Instance) : $"{{from: {YamlText.Scalar(export.Instance, true)}, export: {YamlText.Scalar(export.Export, true)}}}").Append('\n');
        }
    }

    private static void WritePolicy(StringBuilder text, PlanPolicy policy)
    {
        if (policy == new PlanPolicy())
        {
            return;
        }

        text.Append("\npolicy:\n  determinism: ").Append(policy.Determinism.ToString().ToLowerInvariant()).Append('\n');
        if (policy.Seed is { } seed)
        {
            text.Append(CultureInfo.InvariantCulture, $"  seed: {seed}\n");
        }

        if (policy.Tenant is { } tenant)
        {
            text.Append("  tenant: ").Append(YamlText.Scalar(tenant)).Append('\n');
        }

        if (policy.Engine is { } engine)
        {
            text.Append("  engine: ").Append(engine.ToString().ToLowerInvariant()).Append('\n');
        }

        if (policy.Limits.IsEmpty)
        {
            return;
        }

        text.Append("  limits:\n");
        Limit("cpu", policy.Limits.CpuMilliseconds);
        Limit("memory", policy.Limits.MemoryBytes);
        Limit("io-operations", policy.Limits.IoOperations);
        Limit("time", policy.Limits.WallMilliseconds);
        Limit("fuel", policy.Limits.Fuel);
        Limit("max-table-elements", policy.Limits.TableElements);
        Limit("max-handles", policy.Limits.Handles);
        Limit("max-open-files", policy.Limits.OpenFiles);
        Limit("max-output", policy.Limits.OutputBytes);

        void Limit(string name, ulong? value)
        {
            if (value is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {name}: {number}\n");
            }
        }
    }

    private static bool HasParameters(PlanCapability capability) => capability.HasParameters;

    private static string ShortName(string name) => CapabilityVocabulary.TryFind(name, out var entry) ? entry.ShortName ?? name : name;
}
