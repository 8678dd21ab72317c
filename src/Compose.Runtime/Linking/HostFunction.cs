using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Resources;

namespace Compose.Runtime.Linking;

/// <summary>A function that the host gives for an import.</summary>
internal sealed class HostFunction : RuntimeFunction
{
    private readonly ComponentStore _store;
    private readonly HostBody _body;
    private readonly HostCall _call;
    private readonly HostCall? _lending;

    public HostFunction(ComponentStore store, AbiFunction type, ResourceType[] resources, HostBody body, HostEdge edge, bool lends)
        : base(type, resources)
    {
        _store = store;
        _body = body;
        _call = new HostCall(edge, store.Cancellation, store);

        // Hooks keep what they see.
        _lending = lends && store.Options.CallHook is null ? new HostCall(edge, store.Cancellation, store, mayLend: true) : null;
    }

    public HostEdge Edge => _call.Edge;

    /// <summary>Whether <see cref="InvokeLending"/> may be called.</summary>
    public bool Lends => _lending is not null;

    public override Value Invoke(CoreTask task, ComponentInstance? caller, ReadOnlySpan<Value> args)
    {
        if (_store.Options.CallHook is { } hook)
        {
            return InvokeHooked(hook, args);
        }

        return Ask(_call, args);
    }

    /// <summary>A call whose bytes are lent, both ways; the answer is good until the next call.</summary>
    public Value InvokeLending(ReadOnlySpan<Value> args) => Ask(_lending!, args);

    private Value Ask(HostCall call, ReadOnlySpan<Value> args)
    {
        HostOutcome outcome = _body(call, args);
        return outcome.IsPending ? _store.Wait(outcome.Task!) : outcome.Value;
    }

    private Value InvokeHooked(IHostCallHook hook, ReadOnlySpan<Value> args)
    {
        Value answer;
        try
        {
            hook.OnCall(_call, Type, args);
            if (!hook.TryAnswer(_call, Type, args, out answer))
            {
                answer = Ask(_call, args);
            }
        }
        catch (Exception failure)
        {
            hook.OnFailure(_call, Type, failure);
            throw;
        }

        hook.OnAnswer(_call, Type, args, answer);
        return answer;
    }
}
