namespace Compose.Wit;

/// <summary>The keywords of the primitive types.</summary>
public static class WitPrimitives
{
    private static readonly string[] s_keywords =
        ["bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string", "error-context"];

    public static string Keyword(this WitPrimitive primitive) => s_keywords[(int)primitive];

    /// <summary>Whether a <c>map</c> may have keys of this type.</summary>
    public static bool IsMapKey(this WitPrimitive primitive) =>
        primitive is not (WitPrimitive.F32 or WitPrimitive.F64 or WitPrimitive.ErrorContext);
}
