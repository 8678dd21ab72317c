using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>An exception tag; its identity is the object.</summary>
public abstract class CoreTag : CoreExtern
{
    public sealed override ExternKind Kind => ExternKind.Tag;

    /// <summary>The payload's types as parameters.</summary>
    public abstract FuncType Type { get; }
}
