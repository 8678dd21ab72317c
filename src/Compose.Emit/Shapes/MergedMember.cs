using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// A member of an interface as several components import it: the declaration of the first that has it, and with which
/// component's import it came; the same member of the others follows, so that their types are known by it too.
/// </summary>
internal sealed class MergedMember(ComponentExtern declaration, ImportUnit origin)
{
    public ComponentExtern Declaration { get; } = declaration;

    public ImportUnit Origin { get; } = origin;

    public string Name => Declaration.Name;

    public List<(ComponentExtern Declaration, ImportUnit Origin)> Others { get; } = [];
}
