using Compose.Runtime.Abi;

namespace Compose.Runtime;

/// <summary>Several hooks as one: called in order, the first that answers answers.</summary>
public sealed class HostCallHooks : IHostCallHook
{
    private readonly IHostCallHook[] _hooks;

    private HostCallHooks(IHostCallHook[] hooks)
    {
        _hooks = hooks;
    }

    /// <summary>The hooks that are there as one, or null for none.</summary>
    public static IHostCallHook? Of(params ReadOnlySpan<IHostCallHook?> hooks)
    {
        var all = new List<IHostCallHook>(hooks.Length);
        foreach (IHostCallHook? hook in hooks)
        {
            if (hook is not null)
            {
                all.Add(hook);
            }
        }

        return all.Count switch
        {
            0 => null,
            1 => all[0],
            _ => new HostCallHooks([.. all]),
        };
    }

    public void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args)
    {
        foreach (IHostCallHook hook in _hooks)
        {
            hook.OnCall(call, type, args);
        }
    }

    public bool TryAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, out Value answer)
    {
        foreach (IHostCallHook hook in _hooks)
        {
            if (hook.TryAnswer(call, type, args, out answer))
            {
                return true;
            }
        }

        answer = default;
        return false;
    }

    public void OnAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, in Value answer)
    {
        foreach (IHostCallHook hook in _hooks)
        {
            hook.OnAnswer(call, type, args, answer);
        }
    }

    public void OnFailure(HostCall call, AbiFunction type, Exception failure)
    {
        foreach (IHostCallHook hook in _hooks)
        {
            hook.OnFailure(call, type, failure);
        }
    }
}
