using Compose.Plans;

namespace Compose.Distribution.Sources;

/// <summary>What locking found about one address.</summary>
/// <param name="Source">The address.</param>
/// <param name="Before">What it stood for; null if it was not locked.</param>
/// <param name="After">What it stands for; null if no component has it any more.</param>
public sealed record LockChange(string Source, LockedSource? Before, LockedSource? After)
{
    /// <summary><c>added</c>, <c>removed</c>, <c>updated</c> or <c>kept</c>.</summary>
    public string Word => Before is null ? "added" : After is null ? "removed" : Before == After ? "kept" : "updated";
}
