using System.Diagnostics.CodeAnalysis;
using Compose.Engine;

namespace Compose.Runtime.Abi;

/// <summary>Throws the traps of the canonical ABI, out of line.</summary>
internal static class Traps
{
    public const string CannotLeave = "cannot leave component instance";
    public const string CannotEnter = "cannot enter component instance";

    [DoesNotReturn]
    public static void Throw(string message) => throw new CoreTrapException(TrapCode.Host, message);

    [DoesNotReturn]
    public static void UnalignedPointer() => Throw("unaligned pointer");

    [DoesNotReturn]
    public static void StringOutOfBounds() => Throw("string content out-of-bounds");

    [DoesNotReturn]
    public static void ListOutOfBounds() => Throw("list content out-of-bounds");

    [DoesNotReturn]
    public static void ReallocOutOfBounds() => Throw("realloc return: beyond end of memory");

    [DoesNotReturn]
    public static void InvalidUtf8() => Throw("invalid utf-8 sequence");

    [DoesNotReturn]
    public static void InvalidUtf16() => Throw("unpaired surrogate found");

    [DoesNotReturn]
    public static void InvalidChar() => Throw("invalid value for a char");

    [DoesNotReturn]
    public static void InvalidDiscriminant() => Throw("invalid variant discriminant");

    [DoesNotReturn]
    public static void TooLong() => Throw("string or list is longer than 2^28 - 1 bytes");
}
