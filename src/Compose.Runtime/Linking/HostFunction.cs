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

    public HostFunction(ComponentStore store, AbiFunction type, ResourceType[] resources, HostBody body, HostEdge edge)
        : base(type, resources)
    {
        _store = store;
        _body = body;
        _call = new HostCall(edge, store.Cancellation, store);
    }

    public HostEdge Edge => _call.Edge;

    public override Value Invoke(CoreTask task, ComponentInstance? caller, ReadOnlySpan<Value> args)
    {
        if (_store.Options.CallHook is { } hook)
        {
            return InvokeHooked(hook, args);
        }

        HostOutcome outcome = _body(_call, args);
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
                HostOutcome outcome = _body(_call, args);
                answer = outcome.IsPending ? _store.Wait(outcome.Task!) : outcome.Value;
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
