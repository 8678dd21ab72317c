namespace Compose.Wasm.Components;

/// <summary>A primitive type of values.</summary>
public sealed class PrimitiveType : ComponentValueType
{
    public static readonly PrimitiveType Bool = new(PrimitiveKind.Bool);
    public static readonly PrimitiveType S8 = new(PrimitiveKind.S8);
    public static readonly PrimitiveType U8 = new(PrimitiveKind.U8);
    public static readonly PrimitiveType S16 = new(PrimitiveKind.S16);
    public static readonly PrimitiveType U16 = new(PrimitiveKind.U16);
    public static readonly PrimitiveType S32 = new(PrimitiveKind.S32);
    public static readonly PrimitiveType U32 = new(PrimitiveKind.U32);
    public static readonly PrimitiveType S64 = new(PrimitiveKind.S64);
    public static readonly PrimitiveType U64 = new(PrimitiveKind.U64);
    public static readonly PrimitiveType F32 = new(PrimitiveKind.F32);
    public static readonly PrimitiveType F64 = new(PrimitiveKind.F64);
    public static readonly PrimitiveType Char = new(PrimitiveKind.Char);
    public static readonly PrimitiveType String = new(PrimitiveKind.String);
    public static readonly PrimitiveType ErrorContext = new(PrimitiveKind.ErrorContext);

    private PrimitiveType(PrimitiveKind kind)
    {
        Kind = kind;
        if (kind == PrimitiveKind.String)
        {
            SetPairLayout();
            return;
        }

        var size = kind switch
        {
            PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => 1,
            PrimitiveKind.S16 or PrimitiveKind.U16 => 2,
            PrimitiveKind.S64 or PrimitiveKind.U64 or PrimitiveKind.F64 => 8,
            _ => 4,
        };
        SetLayout(size, size);
    }

    public PrimitiveKind Kind { get; }

    public override string KindName => Kind switch
    {
        PrimitiveKind.Bool => "bool",
        PrimitiveKind.S8 => "s8",
        PrimitiveKind.U8 => "u8",
        PrimitiveKind.S16 => "s16",
        PrimitiveKind.U16 => "u16",
        PrimitiveKind.S32 => "s32",
        PrimitiveKind.U32 => "u32",
        PrimitiveKind.S64 => "s64",
        PrimitiveKind.U64 => "u64",
        PrimitiveKind.F32 => "f32",
        PrimitiveKind.F64 => "f64",
        PrimitiveKind.Char => "char",
        PrimitiveKind.String => "string",
        _ => "error-context",
    };

    public static PrimitiveType Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => Bool,
        PrimitiveKind.S8 => S8,
        PrimitiveKind.U8 => U8,
        PrimitiveKind.S16 => S16,
        PrimitiveKind.U16 => U16,
        PrimitiveKind.S32 => S32,
        PrimitiveKind.U32 => U32,
        PrimitiveKind.S64 => S64,
        PrimitiveKind.U64 => U64,
        PrimitiveKind.F32 => F32,
        PrimitiveKind.F64 => F64,
        PrimitiveKind.Char => Char,
        PrimitiveKind.String => String,
        PrimitiveKind.ErrorContext => ErrorContext,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) => Kind switch
    {
        PrimitiveKind.String => Append(memory64 ? FlatType.I64 : FlatType.I32, 2, into),
        PrimitiveKind.S64 or PrimitiveKind.U64 => Append(FlatType.I64, 1, into),
        PrimitiveKind.F32 => Append(FlatType.F32, 1, into),
        PrimitiveKind.F64 => Append(FlatType.F64, 1, into),
        _ => Append(FlatType.I32, 1, into),
    };
}
