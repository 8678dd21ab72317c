using Compose.Emit.Authority;
using Compose.Emit.Graph;

namespace Compose.Emit.Layout;

/// <summary>Cuts the instances, in order of instantiation, into segments that stay below a number of entries.</summary>
internal sealed class SegmentPlanner(Composition composition, AuthorityPlan authority)
{
    private readonly Dictionary<Node, HashSet<int>> _used = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many instance indices the root needs if it holds everything itself.</summary>
    public int RootSize()
    {
        MarkUsed();
        int size = composition.Nodes.Count + composition.Exports.Count + 2;
        foreach (var exports in _used.Values)
        {
            size += exports.Count;
        }

        return size + authority.Supplies.Count;
    }

    public List<Segment> Cut(IReadOnlyList<Node> order, int limit)
    {
        MarkUsed();
        var segments = new List<Segment>();
        var home = new Segment[composition.Nodes.Count];
        var current = new Segment();
        foreach (var node in order)
        {
            if (current.Nodes.Count > 0 && current.Size + Cost(node, current, home) > limit)
            {
                segments.Add(current);
                current = new Segment();
            }

            current.Size += Cost(node, current, home);
            Add(node, current, home);
        }

        if (current.Nodes.Count > 0)
        {
            segments.Add(current);
        }

        MarkOutputs(segments, home);
        return segments;
    }

    private int Cost(Node node, Segment segment, Segment[] home)
    {
        int cost = 1 + (_used.TryGetValue(node, out var used) ? 2 * used.Count : 0);
        for (int i = 0; i < node.Bindings.Length; i++)
        {
            if (node.Bindings[i].Provider is { } provider)
            {
                bool outside = !ReferenceEquals(home[provider.Id], segment);
                cost += outside && !segment.InputSet.Contains(new NodeExport(provider, node.Bindings[i].Export)) ? 1 : 0;
            }
            else if (authority.Of(node, i) is { } supply && !segment.Supplies.Contains(supply))
            {
                // Its foreign supplies may come with it: few, and shared by all that follow.
                cost += supply is OwnImport ? 1 : 1 + supply.Track.Uses.Count;
            }
        }

        return cost;
    }

    private void Add(Node node, Segment segment, Segment[] home)
    {
        home[node.Id] = segment;
        segment.Nodes.Add(node);
        for (int i = 0; i < node.Bindings.Length; i++)
        {
            if (node.Bindings[i].Provider is { } provider)
            {
                var export = new NodeExport(provider, node.Bindings[i].Export);
                if (!ReferenceEquals(home[provider.Id], segment) && segment.InputSet.Add(export))
                {
                    segment.Inputs.Add(export);
                    AddResources(export, segment);
                }
            }
            else if (authority.Of(node, i) is { } supply)
            {
                AddSupply(supply, segment);
            }
        }
    }

    private static void AddSupply(Supply supply, Segment segment)
    {
        if (supply is OwnImport own)
        {
            segment.Own.Add(own);
        }
        else if (!segment.Supplies.Add(supply))
        {
            return;
        }

        if (supply is ConstantSupply { Host: { } host })
        {
            AddSupply(host, segment);
        }

        // Depth is that of the tracks' use, which is ordered and short.
        foreach (var (track, _) in supply.Shape.ResourceNames.Values)
        {
            var owner = ResourceResolver.OwnerOf(supply, track);
            if (!ReferenceEquals(owner, supply))
            {
                AddSupply(owner, segment);
            }
        }
    }

    private void AddResources(NodeExport export, Segment segment)
    {
        var resolver = new ResourceResolver(authority);
        foreach (var resource in Shapes.ResourceWalk.In(export.Declaration.Type.Type))
        {
            if (resolver.Resolve(export.Node, resource).Supply is { } supply)
            {
                AddSupply(supply, segment);
            }
        }
    }

    private void MarkUsed()
    {
        if (_used.Count > 0)
        {
            return;
        }

        foreach (var node in composition.Nodes)
        {
            foreach (var binding in node.Bindings)
            {
                if (binding.Provider is { } provider)
                {
                    Use(provider, binding.Export);
                }
            }
        }

        foreach (var export in composition.Exports)
        {
            Use(export.Node, export.Export);
        }
    }

    private void Use(Node node, int export)
    {
        if (!_used.TryGetValue(node, out var exports))
        {
            exports = [];
            _used.Add(node, exports);
        }

        exports.Add(export);
    }

    private void MarkOutputs(List<Segment> segments, Segment[] home)
    {
        var given = new HashSet<NodeExport>();
        foreach (var segment in segments)
        {
            foreach (var input in segment.Inputs)
            {
                if (given.Add(input))
                {
                    home[input.Node.Id].Outputs.Add(input);
                }
            }
        }

        foreach (var export in composition.Exports)
        {
            var output = new NodeExport(export.Node, export.Export);
            if (given.Add(output))
            {
                home[export.Node.Id].Outputs.Add(output);
            }
        }
    }
}
