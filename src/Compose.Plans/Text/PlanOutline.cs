using System.Text;

namespace Compose.Plans;

/// <summary>
/// Lists what a plan says by itself: instances with what they ask for and their wires, and exports. For a plan whose
/// components are not all at hand; with them, <see cref="PlanTree"/> also knows what is granted and what imports are left.
/// </summary>
public static class PlanOutline
{
    /// <summary>The list as text, every line ended by a newline.</summary>
    public static string Of(Plan plan)
    {
        var text = new StringBuilder();
        text.Append(plan.Name ?? "plan").Append('\n');
        ILookup<string, PlanWire> wires = plan.Wires.ToLookup(wire => wire.Consumer, StringComparer.Ordinal);
        foreach (PlanInstance instance in plan.Instances)
        {
            text.Append("├─ ").Append(instance.Id);
            if (instance.Component != instance.Id)
            {
                text.Append(" (").Append(instance.Component).Append(')');
            }

            text.Append('\n');
            Asks(text, "requires", instance, CapabilityLevel.Required);
            Asks(text, "may have", instance, CapabilityLevel.Optional);
            foreach (PlanWire wire in wires[instance.Id])
            {
                text.Append("│  ").Append(wire.Import).Append(" ← ").Append(wire.Provider);
                if (wire.Export is { } export && export != wire.Import)
                {
                    text.Append(' ').Append(export);
                }

                text.Append('\n');
            }
        }

        text.Append("└─ exports ").AppendJoin(", ", plan.Exports is { } exports ? exports.Select(Describe) : ["what nobody else imports"]).Append('\n');
        return text.ToString();
    }

    private static void Asks(StringBuilder text, string word, PlanInstance instance, CapabilityLevel level)
    {
        string[] names = [.. instance.Capabilities.Where(capability => capability.Level == level).Select(capability => capability.Name)];
        if (names.Length > 0)
        {
            text.Append("│  ").Append(word).Append(": ").AppendJoin(", ", names).Append('\n');
        }
    }

    private static string Describe(PlanExport export) =>
        $"{export.Export ?? PlanExport.Everything} of {export.Instance}{(export.Name is { } name && name != export.Export ? $" as {name}" : string.Empty)}";
}
