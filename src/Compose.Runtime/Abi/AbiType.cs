namespace Compose.Runtime.Abi;

/// <summary>
/// A component value type made ready for lifting and lowering: names, layouts for both address widths and flat types
/// are computed once. Immutable. Resources are named by their slot in the component's resource environment
/// (<see cref="ComponentInstance"/>), so one type serves every instance of a component.
/// </summary>
public sealed class AbiType
{
    private const uint MaxSize = 1u << 28;

    private static readonly AbiType?[] s_primitives = MakePrimitives();

    private readonly FlatKind[] _flat32;
    private readonly FlatKind[] _flat64;

    private AbiType(AbiKind kind, AbiField[] fields, AbiType? element, uint length, int resource)
    {
        Kind = kind;
        Fields = fields;
        Element = element;
        Length = length;
        ResourceSlot = resource;
        Layout32 = LayoutOf(false);
        Layout64 = LayoutOf(true);
        _flat32 = FlatOf(false);
        _flat64 = FlatOf(true);
        bool pointers = kind is AbiKind.String or AbiKind.List or AbiKind.Map;
        bool borrows = kind == AbiKind.Borrow;
        bool owns = kind == AbiKind.Own;
        bool asynchronous = kind is AbiKind.Stream or AbiKind.Future or AbiKind.ErrorContext;
        long parts = 1;
        Add(element);
        foreach (AbiField field in fields)
        {
            Add(field.Type);
        }

        HasPointers = pointers;
        HasBorrows = borrows;
        HasOwns = owns;
        NeedsAsync = asynchronous;
        Parts = (int)Math.Min(parts, int.MaxValue);
        IsPlain = PlainOf();

        void Add(AbiType? part)
        {
            if (part is not null)
            {
                pointers |= part.HasPointers;
                borrows |= part.HasBorrows;
                owns |= part.HasOwns;
                asynchronous |= part.NeedsAsync;
                parts += part.Parts;
            }
        }
    }

    public AbiKind Kind { get; }

    /// <summary>Fields of a record, elements of a tuple, cases of a variant, enum, option or result, labels of flags.</summary>
    public AbiField[] Fields { get; }

    /// <summary>Element of a list (for a map the two-element tuple), payload of a stream or future.</summary>
    public AbiType? Element { get; }

    /// <summary>Length of a fixed-length list.</summary>
    public uint Length { get; }

    /// <summary>Slot of the resource of an own or borrow.</summary>
    public int ResourceSlot { get; }

    public AbiLayout Layout32 { get; }

    public AbiLayout Layout64 { get; }

    /// <summary>Whether a value holds a string or list, so that lowering it needs memory and realloc.</summary>
    public bool HasPointers { get; }

    public bool HasBorrows { get; }

    public bool HasOwns { get; }

    /// <summary>Whether a stream, future or error-context is inside.</summary>
    public bool NeedsAsync { get; }

    /// <summary>Nodes of the type, shared parts counted at every use.</summary>
    public int Parts { get; }

    /// <summary>
    /// Whether every pattern of bytes is a value and none is padding, so that it may be copied as bytes. Floats count: the
    /// canonical ABI leaves the payload of a NaN open.
    /// </summary>
    public bool IsPlain { get; }

    /// <summary>The layout for a memory of 64-bit or 32-bit addresses.</summary>
    public AbiLayout Layout(bool is64) => is64 ? Layout64 : Layout32;

    /// <summary>The core types that the value flattens to (<c>flatten_type</c>).</summary>
    public ReadOnlySpan<FlatKind> Flat(bool is64) => is64 ? _flat64 : _flat32;

    public bool IsVariantLike => Kind is AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result;

    public bool IsRecordLike => Kind is AbiKind.Record or AbiKind.Tuple;

    /// <summary>Bytes of a variant's discriminant or of flags: 1, 2 or 4.</summary>
    public uint TagSize => Kind == AbiKind.Flags
        ? (Fields.Length <= 8 ? 1u : Fields.Length <= 16 ? 2u : 4u)
        : (Fields.Length <= 1 << 8 ? 1u : Fields.Length <= 1 << 16 ? 2u : 4u);

    /// <summary>Mask of the labels that exist.</summary>
    public uint FlagsMask => Fields.Length >= 32 ? uint.MaxValue : (1u << Fields.Length) - 1;

    public static AbiType Primitive(AbiKind kind) =>
        s_primitives[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind));

    public static AbiType List(AbiType element) => new(AbiKind.List, [], element, 0, -1);

    public static AbiType FixedList(AbiType element, uint length) => new(AbiKind.FixedList, [], element, length, -1);

    public static AbiType Map(AbiType key, AbiType value) => new(AbiKind.Map, [], Tuple([key, value]), 0, -1);

    public static AbiType Record(AbiField[] fields) => new(AbiKind.Record, fields, null, 0, -1);

    public static AbiType Tuple(ReadOnlySpan<AbiType> elements)
    {
        var fields = new AbiField[elements.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = new AbiField(i.ToString(), elements[i]);
        }

        return new AbiType(AbiKind.Tuple, fields, null, 0, -1);
    }

    public static AbiType Variant(AbiField[] cases) => new(AbiKind.Variant, cases, null, 0, -1);

    public static AbiType Enum(IReadOnlyList<string> labels) => new(AbiKind.Enum, Labels(labels), null, 0, -1);

    public static AbiType Flags(IReadOnlyList<string> labels) => new(AbiKind.Flags, Labels(labels), null, 0, -1);

    public static AbiType Option(AbiType some) =>
        new(AbiKind.Option, [new AbiField("none", null), new AbiField("some", some)], null, 0, -1);

    public static AbiType Result(AbiType? ok, AbiType? error) =>
        new(AbiKind.Result, [new AbiField("ok", ok), new AbiField("err", error)], null, 0, -1);

    public static AbiType Own(int resourceSlot) => new(AbiKind.Own, [], null, 0, resourceSlot);

    public static AbiType Borrow(int resourceSlot) => new(AbiKind.Borrow, [], null, 0, resourceSlot);

    public static AbiType Stream(AbiType? element) => new(AbiKind.Stream, [], element, 0, -1);

    public static AbiType Future(AbiType? element) => new(AbiKind.Future, [], element, 0, -1);

    /// <summary>The type as WIT writes it; resources by slot.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        AbiTypeText.Write(text, this);
        return text.ToString();
    }

    internal static uint AlignTo(uint offset, uint alignment) => (offset + alignment - 1) & ~(alignment - 1);

    private static AbiField[] Labels(IReadOnlyList<string> labels)
    {
        var fields = new AbiField[labels.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = new AbiField(labels[i], null);
        }

        return fields;
    }

    private static AbiType?[] MakePrimitives()
    {
        var all = new AbiType?[(int)AbiKind.Future + 1];
        for (AbiKind kind = AbiKind.Bool; kind <= AbiKind.ErrorContext; kind++)
        {
            all[(int)kind] = new AbiType(kind, [], null, 0, -1);
        }

        return all;
    }

    private AbiLayout LayoutOf(bool is64)
    {
        uint pointer = is64 ? 8u : 4u;
        switch (Kind)
        {
            case AbiKind.Bool or AbiKind.S8 or AbiKind.U8:
                return Simple(1);
            case AbiKind.S16 or AbiKind.U16:
                return Simple(2);
            case AbiKind.S64 or AbiKind.U64 or AbiKind.F64:
                return Simple(8);
            case AbiKind.String or AbiKind.List or AbiKind.Map:
                return new AbiLayout(2 * pointer, pointer, [], 0);
            case AbiKind.FixedList:
                AbiLayout element = Element!.Layout(is64);
                return new AbiLayout(Limit((ulong)element.Size * Length), element.Alignment, [], 0);
            case AbiKind.Record or AbiKind.Tuple:
                return RecordLayout(is64);
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                return VariantLayout(is64);
            case AbiKind.Flags:
                return Simple(TagSize);
            default:
                return Simple(4);
        }

        static AbiLayout Simple(uint size) => new(size, size, [], 0);
    }

    private AbiLayout RecordLayout(bool is64)
    {
        ulong size = 0;
        uint alignment = 1;
        var offsets = new uint[Fields.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            AbiLayout field = Fields[i].Type!.Layout(is64);
            offsets[i] = AlignTo(Limit(size), field.Alignment);
            size = (ulong)offsets[i] + field.Size;
            alignment = Math.Max(alignment, field.Alignment);
        }

        return new AbiLayout(AlignTo(Limit(size), alignment), alignment, offsets, 0);
    }

    private AbiLayout VariantLayout(bool is64)
    {
        uint payloadAlignment = 1;
        uint payloadSize = 0;
        foreach (AbiField item in Fields)
        {
            if (item.Type is { } type)
            {
                AbiLayout payload = type.Layout(is64);
                payloadAlignment = Math.Max(payloadAlignment, payload.Alignment);
                payloadSize = Math.Max(payloadSize, payload.Size);
            }
        }

        uint alignment = Math.Max(payloadAlignment, TagSize);
        uint offset = AlignTo(TagSize, payloadAlignment);
        return new AbiLayout(AlignTo(Limit((ulong)offset + payloadSize), alignment), alignment, [], offset);
    }

    private bool PlainOf()
    {
        switch (Kind)
        {
            case AbiKind.Bool or AbiKind.Char:
                return false;
            case <= AbiKind.F64:
                return true;
            case AbiKind.FixedList:
                return Element!.IsPlain;
            case AbiKind.Record or AbiKind.Tuple:
                uint size = 0;
                foreach (AbiField field in Fields)
                {
                    if (!field.Type!.IsPlain)
                    {
                        return false;
                    }

                    size += field.Type.Layout32.Size;
                }

                return size == Layout32.Size;
            default:
                return false;
        }
    }

    // The validator refuses larger types; this keeps the arithmetic sound whatever it lets through.
    private static uint Limit(ulong size) => size <= MaxSize
        ? (uint)size
        : throw new ComposeException(ErrorCodes.Component.LimitExceeded, "a component type is larger than 2^28 bytes");

    private FlatKind[] FlatOf(bool is64)
    {
        FlatKind pointer = is64 ? FlatKind.I64 : FlatKind.I32;
        switch (Kind)
        {
            case AbiKind.S64 or AbiKind.U64:
                return [FlatKind.I64];
            case AbiKind.F32:
                return [FlatKind.F32];
            case AbiKind.F64:
                return [FlatKind.F64];
            case AbiKind.String or AbiKind.List or AbiKind.Map:
                return [pointer, pointer];
            case AbiKind.FixedList:
                return FlatFixed(is64);
            case AbiKind.Record or AbiKind.Tuple:
                var fields = new List<FlatKind>();
                foreach (AbiField field in Fields)
                {
                    fields.AddRange(field.Type!.Flat(is64));
                    Trim(fields);
                }

                return [.. fields];
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                return FlatVariant(is64);
            default:
                return [FlatKind.I32];
        }
    }

    // Beyond the 16 parameters nobody looks at the flat form: what is longer is cut at 17, which bounds nested types.
    private static void Trim(List<FlatKind> flat)
    {
        if (flat.Count > AbiFunction.MaxFlatParams + 1)
        {
            flat.RemoveRange(AbiFunction.MaxFlatParams + 1, flat.Count - AbiFunction.MaxFlatParams - 1);
        }
    }

    private FlatKind[] FlatFixed(bool is64)
    {
        var flat = new List<FlatKind>();
        for (uint i = 0; i < Length && flat.Count <= AbiFunction.MaxFlatParams; i++)
        {
            flat.AddRange(Element!.Flat(is64));
        }

        Trim(flat);
        return [.. flat];
    }

    private FlatKind[] FlatVariant(bool is64)
    {
        var flat = new List<FlatKind> { FlatKind.I32 };
        foreach (AbiField item in Fields)
        {
            if (item.Type is not { } type)
            {
                continue;
            }

            ReadOnlySpan<FlatKind> payload = type.Flat(is64);
            for (int i = 0; i < payload.Length; i++)
            {
                if (i + 1 < flat.Count)
                {
                    flat[i + 1] = Join(flat[i + 1], payload[i]);
                }
                else
                {
                    flat.Add(payload[i]);
                }
            }
        }

        Trim(flat);
        return [.. flat];
    }

    private static FlatKind Join(FlatKind a, FlatKind b) =>
        a == b ? a
        : (a is FlatKind.I32 or FlatKind.F32) && (b is FlatKind.I32 or FlatKind.F32) ? FlatKind.I32
        : FlatKind.I64;
}
