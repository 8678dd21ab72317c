using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compose.Host.Clr.Ops;

/// <summary>
/// Vector operators, named as in <see cref="Wasm.Core.Opcode"/>; lane numbers come last. RyuJIT inlines them into guest
/// code, where lanes and masks are constants.
/// </summary>
internal static partial class VectorOps
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Vector128<byte> Create(long low, long high) => Vector128.Create(low, high).AsByte();
}
