using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>A global variable; one slot, two for v128.</summary>
public abstract class CoreGlobal : CoreExtern
{
    public sealed override ExternKind Kind => ExternKind.Global;

    public abstract GlobalType Type { get; }

    public abstract void Get(Span<ulong> slots);

    /// <exception cref="InvalidOperationException">The global is immutable.</exception>
    public abstract void Set(ReadOnlySpan<ulong> slots);

    /// <summary>The value of a global of one slot.</summary>
    public ulong Value
    {
        get
        {
            Span<ulong> slots = stackalloc ulong[2];
            Get(slots);
            return slots[0];
        }

        set
        {
            Span<ulong> slots = [value, 0];
            Set(slots);
        }
    }
}
