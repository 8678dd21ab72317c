namespace Compose.Wasm.Components;

/// <summary>Rules for flat types.</summary>
internal static class FlatTypes
{
    /// <summary>Marks that a type flattens to more values than may be passed directly.</summary>
    public static readonly List<FlatType> TooMany = [];

    /// <summary>A core type that can carry either (CanonicalABI.md, <c>join</c>).</summary>
    public static FlatType Join(FlatType a, FlatType b) => a == b ? a
        : (a is FlatType.I32 or FlatType.F32) && (b is FlatType.I32 or FlatType.F32) ? FlatType.I32
        : FlatType.I64;
}
