using Compose.Emit.Shapes;
using Compose.Plans;

namespace Compose.Emit.Graph;

/// <summary>Reads a validated plan as the graph that the compiler lays out.</summary>
internal static class PlanGraph
{
    public static Composition Of(ValidatedPlan plan)
    {
        var units = new Dictionary<Digest, ComponentUnit>();
        var nodes = new Node[plan.Instances.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            var instance = plan.Instances[i];
            var component = instance.Component;
            if (!units.TryGetValue(component.Digest, out var unit))
            {
                unit = new ComponentUnit(component.Digest, component.Bytes, component.Type);
                units.Add(component.Digest, unit);
            }

            nodes[i] = new Node(instance.Path, unit);
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            Bind(plan.Instances[i], nodes[i], nodes);
        }

        var exports = plan.Exports.Select(e => new CompositionExport(e.Name, nodes[e.Instance], ExportIndex(nodes[e.Instance], e.InstanceExport)));
        return new Composition(nodes, exports, plan.Resolved.BareBytes, plan.Resolved.Bytes) { NarrowedGrants = plan.NarrowedGrants };
    }

    private static void Bind(ValidatedInstance instance, Node node, Node[] nodes)
    {
        for (int i = 0; i < node.Bindings.Length; i++)
        {
            var import = instance.Imports[i];
            node.Bindings[i] = import.Resolution == ImportResolution.Wired
                ? Binding.Wire(nodes[import.Provider], ExportIndex(nodes[import.Provider], import.ProviderExport!))
                : Binding.Host(import.Grant ?? Inert(instance, import));
        }
    }

    /// <summary>Types need nobody: no grant decides about them.</summary>
    private static Grant Inert(ValidatedInstance instance, ValidatedImport import)
    {
        _ = CapabilityName.TryParse(import.Name, out var name);
        return new Grant { Instance = instance.Path, Name = name, State = GrantState.Inert };
    }

    private static int ExportIndex(Node node, string export) => node.Unit.ExportIndex(export) is >= 0 and var index
        ? index
        : throw new ComposeException(
            ErrorCodes.Emit.LinkError,
            $"`{node.Path}` has no export `{export}`",
            new ErrorLocation { Instance = node.Path });
}
