using Compose.Emit.Authority;
using Compose.Emit.Graph;

namespace Compose.Emit.Layout;

/// <summary>
/// The identity of a resource within the artifact: named by what supplies it, or by the instance whose component
/// defines it, with the export that first names it.
/// </summary>
internal readonly record struct ResourceKey(Supply? Supply, Node? Node, int Export, string? Name);
