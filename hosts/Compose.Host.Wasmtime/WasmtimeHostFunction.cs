using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>A host function: a callback over slots, or a typed delegate that a stub calls with raw values.</summary>
internal sealed unsafe class WasmtimeHostFunction : WasmtimeFunction
{
    private readonly HostCallback? _callback;
    private readonly Delegate? _typed;
    private readonly DelegateStub.Invoke? _stub;

    public WasmtimeHostFunction(WasmtimeStore store, FuncType type, HostCallback callback)
        : base(store, Signature.Of(type, null)) => _callback = callback;

    public WasmtimeHostFunction(WasmtimeStore store, FuncType type, Delegate typed)
        : base(store, Signature.Of(type, null))
    {
        _typed = typed;
        _stub = DelegateStub.For(typed, type, Signature.HasReferences ? sizeof(ulong) : sizeof(ValRaw));
    }

    /// <summary>Called by a guest: arguments in <paramref name="values"/>, results into it.</summary>
    public void Invoke(WasmtimeTask task, ValRaw* values)
    {
        if (_stub is not null && !Signature.HasReferences)
        {
            _stub(_typed!, task, (nint)values);
        }
        else
        {
            InvokeWithSlots(task, values);
        }
    }

    [SkipLocalsInit]
    private void InvokeWithSlots(WasmtimeTask task, ValRaw* values)
    {
        ulong* first = stackalloc ulong[Signature.SlotCount];
        var slots = new Span<ulong>(first, Signature.SlotCount);
        Owner.ToSlots(Signature.Params, values, slots);
        if (_callback is not null)
        {
            _callback(task, slots);
        }
        else
        {
            _stub!(_typed!, task, (nint)first);
        }

        Owner.ToRaw(Signature.Results, slots, values, Signature.HasReferences);
    }
}
