using Compose.Runtime.Abi;

namespace Compose.Runtime;

/// <summary>Sees every call of a guest to the host before it is made: for events, budgets and recording (rule 3).</summary>
public interface IHostCallHook
{
    /// <summary>May throw a <see cref="GuestTrapException"/> to refuse the call.</summary>
    void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args);
}
