using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>An exception tag.</summary>
internal sealed class ClrTag(ClrStore store, FuncType type, int typeId) : CoreTag
{
    public override ICoreStore Store => store;

    public override FuncType Type => type;

    public int TypeId => typeId;

    public Shape Shape { get; } = Shape.Of(type);
}
