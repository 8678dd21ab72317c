using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// The canonical bytes of a built plan (<c>plan-v2</c> of SPEC.md). Lists are sorted here, so that the order in which an
/// author wrote things does not reach the bytes; the order of directories and arguments means something and stays.
/// </summary>
public static class PlanCborWriter
{
    /// <summary>Encodes a built plan.</summary>
    /// <param name="plan">Every component has a digest, every wire and export is complete.</param>
    /// <param name="bare">True to leave the source hints out: the form that keys and artifacts use.</param>
    /// <exception cref="ComposeException"><c>Plan.NotBuilt</c>: something is left open. <c>Canon.NotNormalized</c>.</exception>
    public static byte[] Encode(Plan plan, bool bare = false)
    {
        var writer = new CborWriter();
        var exports = plan.Exports ?? [];
        int keys = 4 + Count(plan.Wires.Count > 0) + Count(exports.Count > 0) + Count(plan.Secrets.Count > 0) + Count(plan.Name is not null) + Count(plan.Policy.Engine is not null);
        var budgets = plan.Wires.Where(wire => wire.Budget is not null).ToList();
        keys += Count(budgets.Count > 0);
        writer.WriteMapHead(keys);
        writer.WriteUnsigned(0);
        writer.WriteUnsigned(Plan.Version);
        WriteList(writer, 1, plan.Components, (a, b) => string.CompareOrdinal(a.Id, b.Id), component => WriteComponent(writer, component, bare));
        WriteList(writer, 2, plan.Instances, (a, b) => string.CompareOrdinal(a.Id, b.Id), instance => WriteInstance(writer, instance));
        if (plan.Wires.Count > 0)
        {
            WriteList(writer, 3, plan.Wires, CompareWires, wire => WriteTexts(writer, wire.Consumer, wire.Import, wire.Provider, wire.Export ?? throw NotBuilt($"the wire {wire.Consumer} ← {wire.Import} names no export")));
        }

        if (exports.Count > 0)
        {
            WriteList(writer, 4, exports, CompareExports, export => WriteTexts(writer, export.Name ?? PlanExport.Everything, export.Instance, export.Export ?? export.Name ?? PlanExport.Everything));
        }

        if (plan.Secrets.Count > 0)
        {
            WriteList(writer, 5, plan.Secrets, (a, b) => string.CompareOrdinal(a.Id, b.Id), secret => WriteTexts(writer, secret.Id, secret.Uri));
        }

        writer.WriteUnsigned(6);
        WritePolicy(writer, plan.Policy);
        if (plan.Name is { } name)
        {
            writer.WriteUnsigned(7);
            writer.WriteText(name);
        }

        if (budgets.Count > 0)
        {
            WriteList(writer, 9, budgets, CompareWires, wire => WriteBudget(writer, wire));
        }

        if (plan.Policy.Engine is { } engine)
        {
            writer.WriteUnsigned(14);
            writer.WriteMapHead(1);
            writer.WriteUnsigned(0);
            writer.WriteUnsigned((ulong)engine);
        }

        return writer.ToArray();
    }

    internal static int CompareWires(PlanWire a, PlanWire b) =>
        string.CompareOrdinal(a.Consumer, b.Consumer) is var order && order != 0 ? order : string.CompareOrdinal(a.Import, b.Import);

    internal static int CompareExports(PlanExport a, PlanExport b) =>
        string.CompareOrdinal(a.Name ?? PlanExport.Everything, b.Name ?? PlanExport.Everything) is var order && order != 0 ? order : string.CompareOrdinal(a.Instance, b.Instance);

    /// <summary>Writes <c>limits</c>; also an element of the exec key.</summary>
    internal static void WriteLimits(CborWriter writer, ResourceLimits limits)
    {
        ReadOnlySpan<ulong?> values = [limits.CpuMilliseconds, limits.MemoryBytes, limits.IoOperations, limits.WallMilliseconds, limits.Fuel,
            limits.TableElements, limits.Handles, limits.OpenFiles, limits.OutputBytes];
        int count = 0;
        foreach (ulong? value in values)
        {
            count += Count(value is not null);
        }

        writer.WriteMapHead(count);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                writer.WriteUnsigned((ulong)i);
                writer.WriteUnsigned(value);
            }
        }
    }

    private static void WriteBudget(CborWriter writer, PlanWire wire)
    {
        writer.WriteMapHead(3);
        writer.WriteUnsigned(0);
        writer.WriteText(wire.Consumer);
        writer.WriteUnsigned(1);
        writer.WriteText(wire.Import);
        writer.WriteUnsigned(2);
        writer.WriteUnsigned(wire.Budget!.Value);
    }

    private static void WriteComponent(CborWriter writer, PlanComponent component, bool bare)
    {
        bool hint = component.Source is not null && !bare;
        writer.WriteMapHead(2 + Count(hint));
        writer.WriteUnsigned(0);
        writer.WriteText(component.Id);
        writer.WriteUnsigned(1);
        writer.WriteDigest(component.Digest ?? throw NotBuilt($"the component {component.Id} has no digest"));
        if (hint)
        {
            writer.WriteUnsigned(2);
            writer.WriteText(component.Source!);
        }
    }

    private static void WriteInstance(CborWriter writer, PlanInstance instance)
    {
        writer.WriteMapHead(2 + Count(instance.Capabilities.Count > 0) + Count(instance.Secrets.Count > 0));
        writer.WriteUnsigned(0);
        writer.WriteText(instance.Id);
        writer.WriteUnsigned(1);
        writer.WriteText(instance.Component);
        if (instance.Capabilities.Count > 0)
        {
            WriteList(writer, 2, instance.Capabilities, (a, b) => string.CompareOrdinal(a.Name, b.Name), capability => WriteCapability(writer, capability));
        }

        if (instance.Secrets.Count > 0)
        {
            WriteList(writer, 3, instance.Secrets, (a, b) => string.CompareOrdinal(a.Name, b.Name), use => WriteTexts(writer, use.Name, use.Secret));
        }
    }

    private static void WriteCapability(CborWriter writer, PlanCapability capability)
    {
        writer.WriteMapHead(2 + Count(capability.Variables is not null) + Count(capability.InitialDirectory is not null) + Count(capability.Arguments is not null) + Count(capability.Directories is not null) + Count(capability.Allow is not null) + capability.Parameters.Count);
        writer.WriteUnsigned(0);
        writer.WriteText(capability.Name);
        writer.WriteUnsigned(1);
        writer.WriteUnsigned((ulong)capability.Level);
        if (capability.Variables is { } variables)
        {
            writer.WriteUnsigned(2);
            WriteTextMap(writer, variables);
        }

        if (capability.InitialDirectory is { } directory)
        {
            writer.WriteUnsigned(3);
            writer.WriteText(directory);
        }

        if (capability.Arguments is { } arguments)
        {
            writer.WriteUnsigned(4);
            WriteTextList(writer, arguments);
        }

        if (capability.Directories is { } directories)
        {
            writer.WriteUnsigned(5);
            WriteDirectories(writer, directories);
        }

        if (capability.Allow is { } allow)
        {
            writer.WriteUnsigned(6);
            WriteTextList(writer, [.. allow.Order(StringComparer.Ordinal)]);
        }

        foreach (PlanParameter value in capability.Parameters)
        {
            writer.WriteUnsigned((ulong)value.Parameter.Key);
            switch (value.Parameter.Form)
            {
                case CapabilityParameterForm.Texts:
                    WriteTextList(writer, [.. value.Texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
                    break;
                case CapabilityParameterForm.Flag:
                    writer.WriteBoolean(true);
                    break;
                case CapabilityParameterForm.Rate:
                    writer.WriteArrayHead(2);
                    writer.WriteUnsigned(value.Number);
                    writer.WriteUnsigned(value.Period);
                    break;
                default:
                    writer.WriteUnsigned(value.Number);
                    break;
            }
        }
    }

    internal static void WriteDirectories(CborWriter writer, IReadOnlyList<DirectoryGrant> directories)
    {
        writer.WriteArrayHead(directories.Count);
        foreach (var directory in directories)
        {
            writer.WriteMapHead(2 + Count(directory.ReadOnly) + Count(directory.QuotaBytes is not null) + Count(directory.QuotaFiles is not null));
            writer.WriteUnsigned(0);
            writer.WriteText(directory.HostPath);
            writer.WriteUnsigned(1);
            writer.WriteText(directory.GuestPath);
            if (directory.ReadOnly)
            {
                writer.WriteUnsigned(2);
                writer.WriteBoolean(true);
            }

            if (directory.QuotaBytes is { } bytes)
            {
                writer.WriteUnsigned(3);
                writer.WriteUnsigned(bytes);
            }

            if (directory.QuotaFiles is { } files)
            {
                writer.WriteUnsigned(4);
                writer.WriteUnsigned(files);
            }
        }
    }

    internal static void WriteTextList(CborWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteArrayHead(texts.Count);
        foreach (string text in texts)
        {
            writer.WriteText(text);
        }
    }

    // Keys of a map ascend by their encodings: shorter texts first, then bytewise (UTF-8 order).
    internal static void WriteTextMap(CborWriter writer, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var items = new List<CborNode>(pairs.Count * 2);
        foreach (var (key, value) in pairs)
        {
            items.Add(CborNode.Of(key));
            items.Add(CborNode.Of(value));
        }

        writer.WriteEncoded(CborWriter.Encode(CborNode.MapOf(items)));
    }

    private static void WritePolicy(CborWriter writer, PlanPolicy policy)
    {
        writer.WriteMapHead(1 + Count(policy.Tenant is not null) + Count(policy.Seed is not null) + Count(!policy.Limits.IsEmpty));
        writer.WriteUnsigned(0);
        writer.WriteUnsigned((ulong)policy.Determinism);
        if (policy.Tenant is { } tenant)
        {
            writer.WriteUnsigned(1);
            writer.WriteText(tenant);
        }

        if (policy.Seed is { } seed)
        {
            writer.WriteUnsigned(2);
            writer.WriteUnsigned(seed);
        }

        if (!policy.Limits.IsEmpty)
        {
            writer.WriteUnsigned(3);
            WriteLimits(writer, policy.Limits);
        }
    }

    private static void WriteList<T>(CborWriter writer, ulong key, IReadOnlyList<T> items, Comparison<T> order, Action<T> write)
    {
        writer.WriteUnsigned(key);
        writer.WriteArrayHead(items.Count);
        T[] sorted = [.. items];
        Array.Sort(sorted, order);
        foreach (var item in sorted)
        {
            write(item);
        }
    }

    // A map with the keys 0, 1, 2 … and text values.
    private static void WriteTexts(CborWriter writer, params ReadOnlySpan<string> values)
    {
        writer.WriteMapHead(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            writer.WriteUnsigned((ulong)i);
            writer.WriteText(values[i]);
        }
    }

    private static int Count(bool present) => present ? 1 : 0;

    private static ComposeException NotBuilt(string message) => new(ErrorCodes.Plan.NotBuilt, message, null, "build the plan first: composectl plan build");
}
