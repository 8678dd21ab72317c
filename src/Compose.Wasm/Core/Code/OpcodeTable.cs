namespace Compose.Wasm.Core;

/// <summary>
/// All instructions as data: the rows of the partial files, read once. Reader, validator, translator and writer take
/// names, immediates, features and signatures from here.
/// </summary>
public static partial class OpcodeTable
{
    /// <summary>One more than the highest number of <see cref="Opcode"/>, rounded up.</summary>
    public const int Size = 0x400;

    // Static fields are set in this order: the names before the rows that are read with them.
    private static readonly string[] s_immediateNames =
    [
        "none", "block", "label", "labels", "func", "type_table", "type", "local", "global", "table", "memory", "mem",
        "mem_lane", "lane", "shuffle", "i32", "i64", "f32", "f64", "v128", "heap", "types", "try_table", "tag", "data",
        "elem", "data_memory", "memory_memory", "elem_table", "table_table", "type_field", "type_type", "type_count",
        "type_data", "type_elem", "cast", "zero",
    ];

    // Names of the features in the rows, in the order of the bits of WasmFeatures, each with the edition of the
    // specification that took the feature in; none yet for proposals.
    private static readonly string[] s_featureNames =
    [
        "-", "mutable_globals", "sign_extension", "saturating_float_to_int", "multi_value", "reference_types",
        "bulk_memory", "simd", "relaxed_simd", "tail_calls", "exceptions", "function_references", "gc", "memory64",
        "multi_memory", "extended_const", "threads", "wide_arithmetic", "custom_page_sizes",
    ];

    private static readonly string?[] s_featureEditions =
    [
        "1.0", "1.0", "2.0", "2.0", "2.0", "2.0",
        "2.0", "2.0", "3.0", "3.0", "3.0", "3.0", "3.0", "3.0",
        "3.0", "3.0", null, null, null,
    ];

    private static readonly uint[] s_rows = Read();
    private static readonly Lazy<string?[]> s_names = new(ReadNames);

    /// <summary>The row of an opcode; its <see cref="OpcodeInfo.Exists"/> is false for unknown numbers.</summary>
    public static OpcodeInfo Of(Opcode opcode) => (uint)opcode < Size ? new OpcodeInfo(s_rows[(int)opcode]) : default;

    /// <summary>The name in the text format, e.g. <c>i32.add</c>.</summary>
    public static string NameOf(Opcode opcode) =>
        ((uint)opcode < Size ? s_names.Value[(int)opcode] : null) ?? $"0x{(uint)opcode:x}";

    /// <summary>
    /// The edition of the WebAssembly specification that has the instruction first (<c>1.0</c>, <c>2.0</c>, <c>3.0</c>),
    /// or null for an instruction of a proposal and for numbers that are no instruction.
    /// </summary>
    public static string? SinceOf(Opcode opcode)
    {
        OpcodeInfo info = Of(opcode);
        return info.Exists ? s_featureEditions[info.FeatureNumber] : null;
    }

    /// <summary>Number of the first instruction behind a prefix byte, or -1 if the byte is no prefix.</summary>
    public static int PrefixBase(byte prefix) => prefix switch
    {
        0xfb => 0x100,
        0xfc => 0x120,
        0xfd => 0x200,
        0xfe => 0x140,
        _ => -1,
    };

    /// <summary>The prefix byte of an opcode (0 if it has none) and the number that follows it.</summary>
    public static (byte Prefix, uint Number) Encoding(Opcode opcode) => (uint)opcode switch
    {
        < 0x100 => (0, (uint)opcode),
        < 0x120 => (0xfb, (uint)opcode - 0x100),
        < 0x140 => (0xfc, (uint)opcode - 0x120),
        < 0x200 => (0xfe, (uint)opcode - 0x140),
        _ => (0xfd, (uint)opcode - 0x200),
    };

    internal static ReadOnlySpan<uint> Rows => s_rows;

    private static uint[] Read()
    {
        var rows = new uint[Size];
        ReadRows(OneByteRows, 0, rows, null);
        ReadRows(GarbageCollectionRows, PrefixBase(0xfb), rows, null);
        ReadRows(MiscellaneousRows, PrefixBase(0xfc), rows, null);
        ReadRows(AtomicRows, PrefixBase(0xfe), rows, null);
        ReadRows(VectorRows, PrefixBase(0xfd), rows, null);
        return rows;
    }

    private static string?[] ReadNames()
    {
        var names = new string?[Size];
        ReadRows(OneByteRows, 0, null, names);
        ReadRows(GarbageCollectionRows, PrefixBase(0xfb), null, names);
        ReadRows(MiscellaneousRows, PrefixBase(0xfc), null, names);
        ReadRows(AtomicRows, PrefixBase(0xfe), null, names);
        ReadRows(VectorRows, PrefixBase(0xfd), null, names);
        return names;
    }

    private static void ReadRows(ReadOnlySpan<byte> text, int start, uint[]? rows, string?[]? names)
    {
        int immediate = 0, feature = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            int index = start + Number(NextColumn(ref line));
            ReadOnlySpan<byte> name = NextColumn(ref line);
            if (names is not null)
            {
                names[index] = System.Text.Encoding.UTF8.GetString(name);
                continue;
            }

            immediate = Find(NextColumn(ref line), s_immediateNames, immediate);
            feature = Find(NextColumn(ref line), s_featureNames, feature);
            uint signature = Signature(NextColumn(ref line));
            byte size = NextColumn(ref line)[0];
            uint bits = (uint)immediate | ((uint)feature << OpcodeInfo.FeatureShift) | OpcodeInfo.ExistsBit | signature;
            rows![index] = size == '-' ? bits : bits | ((uint)(size - '0') << OpcodeInfo.SizeShift);
        }
    }

    // By hand, without the framework's parsers: this runs at every start of the program, before anything is compiled.
    private static ReadOnlySpan<byte> NextColumn(ref ReadOnlySpan<byte> line)
    {
        int length = 0;
        while (length < line.Length && line[length] != ' ')
        {
            length++;
        }

        ReadOnlySpan<byte> column = line[..length];
        while (length < line.Length && line[length] == ' ')
        {
            length++;
        }

        line = line[length..];
        return column;
    }

    private static int Number(ReadOnlySpan<byte> hex)
    {
        int number = 0;
        foreach (byte digit in hex)
        {
            number = (number << 4) | (digit >= 'a' ? digit - 'a' + 10 : digit - '0');
        }

        return number;
    }

    private static int Find(ReadOnlySpan<byte> name, string[] names, int last)
    {
        if (IsSame(name, names[last]))
        {
            return last;
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (IsSame(name, names[i]))
            {
                return i;
            }
        }

        throw new InvalidOperationException("opcode table: " + System.Text.Encoding.UTF8.GetString(name));
    }

    private static bool IsSame(ReadOnlySpan<byte> name, string other)
    {
        if (name.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    private static uint Signature(ReadOnlySpan<byte> text)
    {
        if (text[0] == '*')
        {
            return 0;
        }

        int colon = text.IndexOf((byte)':');
        uint bits = OpcodeInfo.SimpleBit | ((uint)colon << OpcodeInfo.CountShift);
        for (int i = 0; i < colon; i++)
        {
            bits |= Operand(text[i]) << (OpcodeInfo.ParamShift + 3 * i);
        }

        return colon + 1 < text.Length ? bits | (Operand(text[colon + 1]) << OpcodeInfo.ResultShift) : bits;
    }

    private static uint Operand(byte letter) => (uint)(letter switch
    {
        (byte)'i' => OperandKind.I32,
        (byte)'I' => OperandKind.I64,
        (byte)'f' => OperandKind.F32,
        (byte)'F' => OperandKind.F64,
        (byte)'v' => OperandKind.V128,
        (byte)'m' => OperandKind.Address,
        _ => throw new InvalidOperationException("opcode table: operand " + (char)letter),
    });
}
