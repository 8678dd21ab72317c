namespace Compose.Emit.Graph;

/// <summary>
/// The graph that the compiler lays out: instances by path, their bindings complete, exports by name. Knows nothing of
/// the order in which anybody wrote anything down.
/// </summary>
internal sealed class Composition
{
    public Composition(IEnumerable<Node> nodes, IEnumerable<CompositionExport> exports, ReadOnlyMemory<byte> plan, ReadOnlyMemory<byte>? authoredPlan = null)
    {
        var sorted = nodes.ToArray();
        Array.Sort(sorted, static (a, b) => a.Path.CompareTo(b.Path));
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i].Id = i;
        }

        Nodes = sorted;
        Exports = [.. exports.OrderBy(static e => e.Name, StringComparer.Ordinal)];
        Plan = plan;
        AuthoredPlan = authoredPlan ?? plan;
    }

    /// <summary>By path, ordinally; a node's <see cref="Node.Id"/> is its position.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>By name, ordinally.</summary>
    public IReadOnlyList<CompositionExport> Exports { get; }

    /// <summary>The canonical bytes of the plan that the artifact carries.</summary>
    public ReadOnlyMemory<byte> Plan { get; }

    /// <summary>The bytes that the plan's identity was computed of.</summary>
    public ReadOnlyMemory<byte> AuthoredPlan { get; }

    /// <summary>The digest of all grants if a host's policy decided some of them; null if the plan alone did.</summary>
    public Digest? NarrowedGrants { get; init; }

    /// <summary>
    /// The instances so that providers stand before consumers, chains together: depth first from the exports, then
    /// from whatever is left, by path.
    /// </summary>
    /// <exception cref="ComposeException"><c>Plan.CycleDetected</c>.</exception>
    public IReadOnlyList<Node> InOrderOfInstantiation()
    {
        const byte Open = 1;
        const byte Done = 2;
        var state = new byte[Nodes.Count];
        var result = new List<Node>(Nodes.Count);
        var stack = new Stack<(Node Node, int Next)>();
        foreach (var root in Exports.Select(static e => e.Node).Concat(Nodes))
        {
            if (state[root.Id] != 0)
            {
                continue;
            }

            state[root.Id] = Open;
            stack.Push((root, 0));
            while (stack.TryPop(out var frame))
            {
                var (node, next) = frame;
                while (next < node.Bindings.Length
                    && (node.Bindings[next].Provider is not { } provider || state[provider.Id] == Done))
                {
                    next++;
                }

                if (next == node.Bindings.Length)
                {
                    state[node.Id] = Done;
                    result.Add(node);
                    continue;
                }

                var child = node.Bindings[next].Provider!;
                if (state[child.Id] == Open)
                {
                    throw new ComposeException(
                        ErrorCodes.Plan.CycleDetected,
                        $"`{node.Path}` needs `{child.Path}`, which needs `{node.Path}`",
                        new ErrorLocation { Instance = node.Path },
                        "components can only be linked in one direction");
                }

                state[child.Id] = Open;
                stack.Push((node, next + 1));
                stack.Push((child, 0));
            }
        }

        return result;
    }
}
