using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>A function of a guest or of the host.</summary>
public abstract class CoreFunction : CoreExtern
{
    public sealed override ExternKind Kind => ExternKind.Function;

    /// <summary>Its type. References to concrete types count in the type space of the module that defines it.</summary>
    public abstract FuncType Type { get; }

    /// <summary>Slots that <see cref="Call"/> needs: the larger of parameters and results, v128 counting twice.</summary>
    public abstract int SlotCount { get; }

    /// <summary>
    /// Calls it on <paramref name="task"/>: arguments from the front of <paramref name="slots"/>, results into the front.
    /// Must run on a <see cref="GuestThread"/>; nested calls (guest, host, guest) stay on the same thread. Allocates
    /// nothing when it returns normally.
    /// </summary>
    /// <exception cref="CoreTrapException">The guest trapped.</exception>
    /// <exception cref="GuestExceptionException">A WebAssembly exception left the function.</exception>
    public abstract void Call(CoreTask task, Span<ulong> slots);
}
