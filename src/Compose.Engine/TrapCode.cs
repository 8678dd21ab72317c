namespace Compose.Engine;

/// <summary>Why a guest trapped. Append only.</summary>
public enum TrapCode
{
    Unreachable = 0,
    MemoryOutOfBounds = 1,
    TableOutOfBounds = 2,
    IndirectCallToNull = 3,
    BadSignature = 4,
    IntegerOverflow = 5,
    IntegerDivideByZero = 6,
    BadConversionToInteger = 7,
    StackOverflow = 8,
    OutOfFuel = 9,
    Interrupted = 10,
    NullReference = 11,
    CastFailure = 12,
    ArrayOutOfBounds = 13,
    AtomicMisaligned = 14,
    AllocationTooLarge = 15,
    NullFunctionReference = 16,

    /// <summary>Thrown by layers above: the component runtime, adapters, host functions.</summary>
    Host = 100,
}
