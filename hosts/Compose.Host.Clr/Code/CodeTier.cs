namespace Compose.Host.Clr.Code;

/// <summary>How good a function's code is.</summary>
internal enum CodeTier : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Made in a third of the time and a few times slower; it counts its calls and loops, and is replaced when they are many.</summary>
    Quick,

    /// <summary>Optimised, and never replaced.</summary>
    Final,
}
