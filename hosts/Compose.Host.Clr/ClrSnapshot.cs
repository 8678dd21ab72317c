using Compose.Engine;

namespace Compose.Host.Clr;

/// <summary>What the parts of a store were like, in the order of the parts.</summary>
internal sealed class ClrSnapshot(object?[] parts, int references) : ICoreSnapshot
{
    /// <summary>By part: what it gave of itself, or null for one without state.</summary>
    public object?[] Parts { get; } = parts;

    /// <summary>Host objects that had a number.</summary>
    public int References { get; } = references;
}
