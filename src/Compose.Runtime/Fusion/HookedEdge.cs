using Compose.Engine;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Fusion;

/// <summary>
/// A fused adapter with a hook before and after it. The adapter itself is the one that the edge would have without: an
/// edge without options has nothing of this in its path.
/// </summary>
internal sealed class HookedEdge(CoreFunction adapter, AbiFunction type, IWireHook hook)
{
    public void Call(CoreTask task, Span<ulong> slots)
    {
        hook.OnCall(type, []);
        try
        {
            adapter.Call(task, slots);
        }
        catch (Exception failure)
        {
            hook.OnFailure(type, failure);
            throw;
        }

        hook.OnReturn(type, Value.Unit);
    }
}
