namespace Compose.Emit.Stubs;

/// <summary>How a function that is compiled in answers.</summary>
internal enum AnswerKind
{
    /// <summary>With a value known at emit time.</summary>
    Value,

    /// <summary>With a new handle of a resource that the artifact itself defines.</summary>
    Make,

    /// <summary>Not at all: it traps.</summary>
    Trap,

    /// <summary><c>poll</c>: every pollable is ready.</summary>
    PollAll,

    /// <summary>The time of a clock that moves only by waiting.</summary>
    ClockNow,

    /// <summary>Moves that clock by the first parameter, and makes a pollable that is ready.</summary>
    ClockAdvance,

    /// <summary>Moves that clock to the first parameter if it lies ahead, and makes a pollable that is ready.</summary>
    ClockReach,
}
