using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>A function of the store: of a guest, or (<see cref="WasmtimeHostFunction"/>) of the host.</summary>
internal unsafe class WasmtimeFunction : CoreFunction
{
    private FuncRef _native;

    public WasmtimeFunction(WasmtimeStore store, Signature signature, FuncRef native)
        : this(store, signature) => Bind(native);

    protected WasmtimeFunction(WasmtimeStore store, Signature signature)
    {
        Owner = store;
        Signature = signature;
    }

    public WasmtimeStore Owner { get; }

    public Signature Signature { get; }

    public FuncRef Native => _native;

    /// <summary>The pointer by which references name the function.</summary>
    public nint Raw { get; private set; }

    public override ICoreStore Store => Owner;

    public override FuncType Type => Signature.Type;

    public override int SlotCount => Signature.SlotCount;

    public void Bind(FuncRef native)
    {
        _native = native;
        Raw = Api.FuncToRaw(Owner.Context, &native);
        Owner.AddFunction(this);
    }

    [SkipLocalsInit]
    public sealed override void Call(CoreTask task, Span<ulong> slots)
    {
        if (task is not WasmtimeTask own || own.Owner != Owner)
        {
            throw new ArgumentException("the task belongs to another store", nameof(task));
        }

        Signature signature = Signature;
        if (slots.Length < signature.SlotCount)
        {
            throw new ArgumentException($"{signature.SlotCount} slots are needed", nameof(slots));
        }

        WasmtimeStore store = Owner;
        nint context = store.Context;
        ValRaw* values = stackalloc ValRaw[signature.RawCount];
        store.ToRaw(signature.Params, slots, values, signature.HasReferences);
        (WasmtimeStore?, WasmtimeTask?) before = store.Enter(own);
        FuncRef function = _native;
        nint trap = 0;
        nint error = Api.FuncCall(context, &function, values, (nuint)signature.RawCount, &trap);
        try
        {
            if ((error | trap) != 0)
            {
                store.ThrowFailure(own, error, trap);
            }

            store.ToSlots(signature.Results, values, slots);
        }
        finally
        {
            store.Leave(own, before);
            GC.KeepAlive(store);
        }
    }
}
