using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>An exception tag.</summary>
internal sealed class WasmtimeTag(WasmtimeStore store, Signature signature, ItemRef item) : CoreTag
{
    public WasmtimeStore Owner { get; } = store;

    public Signature Signature { get; } = signature;

    public ItemRef Item { get; } = item;

    public override ICoreStore Store => Owner;

    public override FuncType Type => Signature.Type;
}
