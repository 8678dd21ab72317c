using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>The names that one file knows besides those of its package: its own items and what it brings in by <c>use</c>.</summary>
internal sealed class FileScope
{
    /// <summary>Name → the item of this package, or the path into another.</summary>
    public Dictionary<string, (LocalItem? Local, UsePath? Foreign)> Names { get; } = new(StringComparer.Ordinal);
}
