using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>A table of references, as slots.</summary>
public abstract class CoreTable : CoreExtern
{
    public sealed override ExternKind Kind => ExternKind.Table;

    public abstract TableType Type { get; }

    public abstract ulong Length { get; }

    /// <exception cref="CoreTrapException"><see cref="TrapCode.TableOutOfBounds"/>.</exception>
    public abstract ulong Get(ulong index);

    /// <exception cref="CoreTrapException"><see cref="TrapCode.TableOutOfBounds"/>.</exception>
    public abstract void Set(ulong index, ulong reference);

    /// <summary>Grows by <paramref name="elements"/>, all <paramref name="initial"/>; the former length, or -1 when refused.</summary>
    public abstract long Grow(ulong elements, ulong initial);
}
