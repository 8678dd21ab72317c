using Compose.Runtime.Abi;

namespace Compose.Runtime;

/// <summary>
/// Sees every call of a guest to the host: for events, budgets, recording and replay (rule 3). With no hook a call costs
/// one comparison more. Hooks are called on the guest's thread; several stand behind each other in <see cref="HostCallHooks"/>.
/// </summary>
public interface IHostCallHook
{
    /// <summary>Before the call is made. May throw a <see cref="GuestTrapException"/> to refuse it.</summary>
    void OnCall(HostCall call, AbiFunction type, ReadOnlySpan<Value> args);

    /// <summary>Answers instead of the host: true with the answer, and the host is not asked. For replay.</summary>
    bool TryAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, out Value answer)
    {
        answer = default;
        return false;
    }

    /// <summary>After the host has answered, in whatever time that took.</summary>
    void OnAnswer(HostCall call, AbiFunction type, ReadOnlySpan<Value> args, in Value answer)
    {
    }

    /// <summary>After the host has refused by an exception: a trap, a limit, an orderly exit. The exception goes on.</summary>
    void OnFailure(HostCall call, AbiFunction type, Exception failure)
    {
    }
}
