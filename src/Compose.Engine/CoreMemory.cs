using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>A linear memory.</summary>
public abstract unsafe class CoreMemory : CoreExtern
{
    public sealed override ExternKind Kind => ExternKind.Memory;

    /// <summary>Its declared type.</summary>
    public abstract MemoryType Type { get; }

    /// <summary>Current length in bytes; never shrinks.</summary>
    public abstract ulong ByteLength { get; }

    /// <summary>
    /// First byte. Does not move as long as the store lives, on engines whose memories do not move; ask again after each
    /// call into the guest to be safe on all. Only for code that checks bounds itself.
    /// </summary>
    public abstract byte* Base { get; }

    /// <summary>The bytes from <paramref name="offset"/>; valid until the guest runs again.</summary>
    /// <exception cref="CoreTrapException"><see cref="TrapCode.MemoryOutOfBounds"/> when they are not all inside.</exception>
    public abstract Span<byte> Slice(ulong offset, int length);

    /// <summary>Grows by <paramref name="pages"/>; the former size in pages, or -1 when refused. Asks the limiter.</summary>
    public abstract long Grow(ulong pages);
}
