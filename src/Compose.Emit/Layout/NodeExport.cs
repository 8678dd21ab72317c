using Compose.Emit.Graph;
using Compose.Wasm.Components;

namespace Compose.Emit.Layout;

/// <summary>One export of one instance.</summary>
internal readonly record struct NodeExport(Node Node, int Export)
{
    public ComponentExtern Declaration => Node.Unit.Type.Exports[Export];
}
