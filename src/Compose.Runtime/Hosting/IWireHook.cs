using Compose.Runtime.Abi;

namespace Compose.Runtime;

/// <summary>
/// Sees every call across one edge: to trace, budget or record it. Called on the guest's thread; calls nest, and a call
/// that began ends with exactly one of <see cref="OnReturn"/> and <see cref="OnFailure"/>.
/// </summary>
public interface IWireHook
{
    /// <summary>
    /// Whether arguments and results are wanted. Then calls pass as values through the host, which is slow; else they take
    /// the fused adapter, and both are empty.
    /// </summary>
    bool WantsValues { get; }

    /// <summary>Before the call. May throw a <see cref="GuestTrapException"/> to refuse it; then the call has not begun.</summary>
    void OnCall(AbiFunction type, ReadOnlySpan<Value> args);

    /// <summary>After the call.</summary>
    void OnReturn(AbiFunction type, in Value result);

    /// <summary>The call ended in a trap, a limit or an exit, which goes on to the caller.</summary>
    void OnFailure(AbiFunction type, Exception failure);
}
