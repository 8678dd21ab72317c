using Compose.Engine;

namespace Compose.Runtime.Linking;

/// <summary>A guest's function whose calls pass a hook that wants their values.</summary>
internal sealed class HookedFunction(LiftedFunction callee, IWireHook hook) : RuntimeFunction(callee.Type, callee.Resources)
{
    public override bool IsGuest => true;

    public override Value Invoke(CoreTask task, ComponentInstance? caller, ReadOnlySpan<Value> args)
    {
        hook.OnCall(Type, args);
        Value result;
        try
        {
            result = callee.Invoke(task, caller, args);
        }
        catch (Exception failure)
        {
            hook.OnFailure(Type, failure);
            throw;
        }

        hook.OnReturn(Type, result);
        return result;
    }
}
