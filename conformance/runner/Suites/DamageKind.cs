namespace Compose.Conformance;

/// <summary>What becomes of a damaged file.</summary>
public enum DamageKind
{
    /// <summary>One bit in the middle is another.</summary>
    Flip,

    /// <summary>The second half is missing.</summary>
    Halve,

    /// <summary>The last few bytes are missing, as of a line that was not written to its end.</summary>
    Tear,

    /// <summary>Its first bytes stand once more at its end, as of a record that was begun and not ended.</summary>
    Begin,

    /// <summary>Nothing is left in it.</summary>
    Empty,

    /// <summary>It is gone.</summary>
    Remove,
}
