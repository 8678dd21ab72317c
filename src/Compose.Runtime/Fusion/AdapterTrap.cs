namespace Compose.Runtime.Fusion;

/// <summary>Why an adapter traps: the argument of its trap intrinsic.</summary>
internal enum AdapterTrap
{
    CannotLeave,
    InvalidChar,
    InvalidDiscriminant,
    UnalignedPointer,
    PointerOutOfBounds,
    StringOutOfBounds,
    ListOutOfBounds,
    TooLong,
    ReallocUnaligned,
    ReallocOutOfBounds,

    /// <summary>From here on: instance <c>value - CannotEnter</c> of those to enter cannot be entered.</summary>
    CannotEnter,
}
