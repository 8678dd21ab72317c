namespace Compose.Canonical;

/// <summary>Bounds on what a reader of CBOR or JSON accepts; they bound memory and recursion.</summary>
/// <param name="MaxBytes">Longest input in bytes.</param>
/// <param name="MaxDepth">Deepest nesting of arrays, maps and tags; at most <see cref="DepthCeiling"/>.</param>
public sealed record CborLimits(int MaxBytes, int MaxDepth)
{
    /// <summary>No limit may allow more nesting than this: readers recurse.</summary>
    public const int DepthCeiling = 512;

    /// <summary>64 MiB and 256 levels: for the <c>canon</c> commands.</summary>
    public static CborLimits Default { get; } = new(64 << 20, 256);

    /// <summary>1 MiB and 100 levels: for plans.</summary>
    public static CborLimits Plan { get; } = new(1 << 20, 100);
}
