namespace Compose.Host.Clr;

/// <summary>A part of a store whose state can be kept and put back.</summary>
internal interface IStatefulPart
{
    /// <summary>Its present state; null where it cannot be kept.</summary>
    /// <param name="like">The state of the same part of a like store, to share what is equal; or null.</param>
    object? Capture(object? like);

    /// <summary>Puts the state back; false where that failed.</summary>
    bool TryRestore(object state);
}
