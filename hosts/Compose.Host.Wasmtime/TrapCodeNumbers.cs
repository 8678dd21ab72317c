using Compose.Engine;

namespace Compose.Host.Wasmtime;

/// <summary>The library's trap codes as those of the seam.</summary>
internal static class TrapCodeNumbers
{
    public const byte OutOfFuel = 11;

    public static TrapCode Of(byte code) => code switch
    {
        0 => TrapCode.StackOverflow,
        1 => TrapCode.MemoryOutOfBounds,
        2 => TrapCode.AtomicMisaligned,
        3 => TrapCode.TableOutOfBounds,
        4 => TrapCode.IndirectCallToNull,
        5 => TrapCode.BadSignature,
        6 => TrapCode.IntegerOverflow,
        7 => TrapCode.IntegerDivideByZero,
        8 => TrapCode.BadConversionToInteger,
        9 => TrapCode.Unreachable,
        10 => TrapCode.Interrupted,
        OutOfFuel => TrapCode.OutOfFuel,
        13 => TrapCode.NullReference,
        14 => TrapCode.ArrayOutOfBounds,
        15 => TrapCode.AllocationTooLarge,
        16 => TrapCode.CastFailure,
        _ => TrapCode.Host,
    };
}
