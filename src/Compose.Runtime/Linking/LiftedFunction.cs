using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Resources;

namespace Compose.Runtime.Linking;

/// <summary>A function that a guest exports through <c>canon lift</c>.</summary>
internal sealed class LiftedFunction : RuntimeFunction
{
    public LiftedFunction(AbiFunction type, ResourceType[] resources, CoreFunction callee, CanonicalOptions options)
        : base(type, resources)
    {
        Callee = callee;
        Options = options;
    }

    public override bool IsGuest => true;

    public CoreFunction Callee { get; }

    public CanonicalOptions Options { get; }

    public ComponentInstance Instance => Options.Instance;

    /// <summary>
    /// Steps of <c>canon_lift</c>: enter, lower the parameters, call, lift the result, see that no borrow is left,
    /// post-return, leave. A failure leaves the instances entered, which is how the store knows whom it ends.
    /// </summary>
    public override Value Invoke(CoreTask task, ComponentInstance? caller, ReadOnlySpan<Value> args)
    {
        if (Type.NeedsAsync || Options.IsAsync)
        {
            throw NotSupported.Feature(Options.IsAsync ? "an asynchronously lifted function" : "an async function or value");
        }

        ComponentInstance instance = Instance;
        instance.EnterFrom(caller);
        CallScope? scope = Type.ParameterTuple.HasBorrows ? instance.Store.RentScope() : null;
        Span<ulong> slots = stackalloc ulong[Math.Max(Callee.SlotCount, AbiFunction.MaxFlatParams)];
        slots.Clear();
        new Lowerer(Options, Resources, scope, task).LowerParameters(Type, args, slots);
        Callee.Call(task, slots);
        ulong flat = slots[0];
        Value result = new Lifter(Options, Resources, instance.Store.Options.MaxLiftedBytes).LiftResult(Type, slots);
        if (scope is not null)
        {
            if (scope.Borrows > 0)
            {
                Traps.Throw("borrow handles still remain at the end of the call");
            }

            instance.Store.ReturnScope(scope);
        }

        if (Options.PostReturn is { } postReturn)
        {
            Span<ulong> results = stackalloc ulong[Math.Max(1, postReturn.SlotCount)];
            results[0] = flat;
            instance.State = InstanceFlags.MayNotLeave;
            postReturn.Call(task, results);
            instance.State = InstanceFlags.Running;
        }

        instance.LeaveTo(caller);
        return result;
    }
}
