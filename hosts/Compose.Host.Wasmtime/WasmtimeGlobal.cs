using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>A global variable.</summary>
internal sealed unsafe class WasmtimeGlobal : CoreGlobal
{
    private readonly SlotKind _kind;
    private ItemRef _native;

    public WasmtimeGlobal(WasmtimeStore store, GlobalType type, CoreModule? module, ItemRef native)
    {
        Owner = store;
        Type = type;
        _kind = Signature.KindOf(type.Value, module);
        _native = native;
    }

    public WasmtimeStore Owner { get; }

    public ItemRef Native => _native;

    public override ICoreStore Store => Owner;

    public override GlobalType Type { get; }

    public override void Get(Span<ulong> slots)
    {
        nint context = Owner.Context;
        ItemRef native = _native;
        Val value;
        if (_kind < SlotKind.Function)
        {
            Api.GlobalGetNumber(context, &native, &value);
        }
        else
        {
            Api.GlobalGet(context, &native, &value);
        }

        Owner.ToSlots(_kind, &value, slots);
    }

    public override void Set(ReadOnlySpan<ulong> slots)
    {
        if (!Type.IsMutable)
        {
            throw new InvalidOperationException("the global is immutable");
        }

        nint context = Owner.Context;
        ItemRef native = _native;
        Val value = Owner.ToVal(Type.Value, _kind, slots);
        nint error = _kind < SlotKind.Function ? Api.GlobalSetNumber(context, &native, &value) : Api.GlobalSet(context, &native, &value);
        if (error != 0)
        {
            throw new ArgumentException(Errors.Take(error), nameof(slots));
        }
    }
}
