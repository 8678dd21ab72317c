using Compose.Emit.Authority;
using Compose.Emit.Graph;

namespace Compose.Emit.Layout;

/// <summary>
/// A run of instances, in order of instantiation, that goes into one nested component because the root has no room for
/// all: what it takes from outside and what it gives.
/// </summary>
internal sealed class Segment
{
    public List<Node> Nodes { get; } = [];

    /// <summary>Shared and compiled supplies that its instances need, and those whose resources these use.</summary>
    public HashSet<Supply> Supplies { get; } = new(ReferenceEqualityComparer.Instance);

    public List<OwnImport> Own { get; } = [];

    /// <summary>Exports of instances of earlier segments.</summary>
    public List<NodeExport> Inputs { get; } = [];

    public HashSet<NodeExport> InputSet { get; } = [];

    /// <summary>Exports of own instances that later segments or the artifact's exports need.</summary>
    public List<NodeExport> Outputs { get; } = [];

    /// <summary>Upper bound of the instances that the component will hold.</summary>
    public int Size { get; set; }
}
