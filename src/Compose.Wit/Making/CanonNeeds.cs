namespace Compose.Wit.Making;

/// <summary>What a lift or lowering needs of a core module.</summary>
[Flags]
internal enum CanonNeeds
{
    None = 0,

    /// <summary>A memory, for what does not fit into core values.</summary>
    Memory = 1,

    /// <summary>A function that allocates in it.</summary>
    Realloc = 2,

    /// <summary>It is said how strings are encoded.</summary>
    Strings = 4,
}
