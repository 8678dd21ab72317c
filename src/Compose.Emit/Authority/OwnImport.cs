using Compose.Emit.Graph;
using Compose.Emit.Shapes;

namespace Compose.Emit.Authority;

/// <summary>
/// An import that belongs to one instance, under a name of the instance's own: so the host knows who calls. Resources
/// in it are those of shared imports; those of its own track only if nobody else could hold one.
/// </summary>
internal sealed class OwnImport(Track track, Node node, ImportUnit import, Grant grant, bool definesResources, Func<string, Supply> shared)
    : Supply(track, $"2{node.Path.Text}\n{import.Name}")
{
    public Node Node { get; } = node;

    public ImportUnit Import { get; } = import;

    public Grant Grant { get; } = grant;

    /// <summary>
    /// Whether it defines the resources of its track itself. Otherwise it repeats those of a shared import, which
    /// readers of WIT cannot follow where there are methods.
    /// </summary>
    public bool DefinesResources { get; } = definesResources;

    public string Name { get; } = AuthorityName.ForNode(node.Path, import.Name).ToString();

    public override MergedInterface Shape => Import.Alone;

    public override Supply Foreign(string track) => shared(track);
}
