namespace Compose.Wit;

/// <summary>Bounds on hostile or accidental sizes; each is reported as <c>Wit.LimitExceeded</c>.</summary>
public sealed record WitLimits
{
    public static WitLimits Default { get; } = new();

    /// <summary>Bytes of one file.</summary>
    public int FileSize { get; init; } = 64 << 20;

    /// <summary>Files of one load, dependencies included.</summary>
    public int FileCount { get; init; } = 10_000;

    /// <summary>Nesting of types (<c>list&lt;list&lt;…&gt;&gt;</c>) and of packages.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Items that all worlds together import and export once includes and implied imports are in.</summary>
    public int WorldItems { get; init; } = 500_000;

    /// <summary>Errors after which reading stops.</summary>
    public int Errors { get; init; } = 100;
}
