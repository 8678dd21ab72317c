using Compose.Emit.Graph;
using Compose.Emit.Shapes;

namespace Compose.Emit.Authority;

/// <summary>
/// An import that belongs to one instance, under a name of the instance's own: so the host knows who calls. Resources
/// in it are those of shared imports.
/// </summary>
internal sealed class OwnImport(Track track, Node node, ImportUnit import, Grant grant, Func<string, Supply> shared)
    : Supply(track, $"2{node.Path.Text}\n{import.Name}")
{
    public Node Node { get; } = node;

    public ImportUnit Import { get; } = import;

    public Grant Grant { get; } = grant;

    public string Name { get; } = AuthorityName.ForNode(node.Path, import.Name).ToString();

    public override MergedInterface Shape => Import.Alone;

    public override Supply Foreign(string track) => shared(track);
}
