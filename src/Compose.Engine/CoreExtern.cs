using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>What can be imported and exported, of one store.</summary>
public abstract class CoreExtern
{
    public abstract ExternKind Kind { get; }

    public abstract ICoreStore Store { get; }
}
