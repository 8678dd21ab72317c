using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Resources;

namespace Compose.Runtime.Linking;

/// <summary>
/// <c>canon lower</c> through values: the way to host functions, and for guests the reference that fused adapters are
/// held against.
/// </summary>
internal sealed class LoweredCall
{
    private readonly RuntimeFunction _callee;
    private readonly CanonicalOptions _options;
    private readonly ComponentStore _store;
    private readonly int _returnSlot;
    private readonly bool _lends;
    private readonly HostFunction? _host;
    private readonly LentBytes? _bytes;

    public LoweredCall(RuntimeFunction callee, CanonicalOptions options)
    {
        _callee = callee;
        _options = options;
        _store = options.Instance.Store;
        bool is64 = options.Is64;
        _returnSlot = callee.Type.ParametersInMemory(is64) ? 1 : callee.Type.ParameterTuple.Flat(is64).Length;
        // The host gives borrows back before any guest code runs again, so a loan can only be noticed by an owned handle
        // among the same parameters.
        AbiType parameters = callee.Type.ParameterTuple;
        _lends = parameters.HasBorrows && (callee.IsGuest || parameters.HasOwns);
        if (callee is HostFunction { Lends: true } host)
        {
            _host = host;
            _bytes = new LentBytes();
        }
    }

    /// <summary>The core function's type.</summary>
    public static Wasm.Core.FuncType TypeOf(AbiFunction function, bool is64) =>
        CoreTypes.Function(function.CoreParameters(is64, lower: true), function.CoreResults(is64, lower: true));

    /// <summary>The body, called by the engine.</summary>
    public void Call(CoreTask task, Span<ulong> slots)
    {
        ComponentInstance instance = _options.Instance;
        if (instance.State == InstanceFlags.MayNotLeave)
        {
            Traps.Throw(Traps.CannotLeave);
        }

        AbiFunction type = _callee.Type;
        if (type.NeedsAsync || _options.IsAsync)
        {
            throw NotSupported.Feature($"the asynchronous call `{type}`");
        }

        // A call that ended in a trap may have left a loan.
        _bytes?.End();
        int count = type.Parameters.Length;
        Span<Value> args = _store.PushValues(count);
        CallScope? lenders = _lends ? _store.RentScope() : null;
        ulong returnPointer = _returnSlot < slots.Length ? slots[_returnSlot] : 0;
        new Lifter(_options, _callee.Resources, _store.Options.MaxLiftedBytes, lenders, _bytes).LiftParameters(type, slots, args);
        Value result = _host is null ? _callee.Invoke(task, instance, args) : _host.InvokeLending(args);
        _store.PopValues(args);
        _bytes?.End();
        new Lowerer(_options, _callee.Resources, null, task).LowerResult(type, result, returnPointer, slots);
        if (lenders is not null)
        {
            lenders.ReleaseLenders();
            _store.ReturnScope(lenders);
        }
    }
}
