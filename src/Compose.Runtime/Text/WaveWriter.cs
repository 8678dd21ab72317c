using System.Globalization;
using System.Text;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Text;

/// <summary>Prints WAVE.</summary>
internal static class WaveWriter
{
    public static void Write(StringBuilder text, in Value value, AbiType type, IHandleNames? names = null)
    {
        switch (type.Kind)
        {
            case AbiKind.Bool:
                text.Append(value.AsBool ? "true" : "false");
                return;
            case AbiKind.S8 or AbiKind.S16 or AbiKind.S32 or AbiKind.S64:
                text.Append(CultureInfo.InvariantCulture, $"{value.AsS64}");
                return;
            case AbiKind.U8 or AbiKind.U16 or AbiKind.U32 or AbiKind.U64:
                text.Append(CultureInfo.InvariantCulture, $"{value.AsU64}");
                return;
            case AbiKind.F32:
                text.Append(Float(value.AsF32, value.AsF32.ToString("R", CultureInfo.InvariantCulture)));
                return;
            case AbiKind.F64:
                text.Append(Float(value.AsF64, value.AsF64.ToString("R", CultureInfo.InvariantCulture)));
                return;
            case AbiKind.Char:
                text.Append('\'');
                Escape(text, value.AsChar, '\'');
                text.Append('\'');
                return;
            case AbiKind.String:
                text.Append('"');
                foreach (Rune rune in value.AsString.EnumerateRunes())
                {
                    Escape(text, rune, '"');
                }

                text.Append('"');
                return;
            case AbiKind.List or AbiKind.FixedList or AbiKind.Map:
                WriteList(text, value, type.Element!, names);
                return;
            case AbiKind.Tuple:
                WriteFields(text, value, type, '(', ')', named: false, names);
                return;
            case AbiKind.Record:
                WriteFields(text, value, type, '{', '}', named: true, names);
                return;
            case AbiKind.Flags:
                WriteFlags(text, value, type);
                return;
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                WriteCase(text, value, type, names);
                return;
            case AbiKind.Own or AbiKind.Borrow:
                if (names is null)
                {
                    text.Append("<resource>");
                }
                else
                {
                    text.Append('#').Append(names.NumberOf(value.Object!).ToString(CultureInfo.InvariantCulture));
                }

                return;
            default:
                text.Append('<').Append(type).Append('>');
                return;
        }
    }

    private static string Float(double value, string digits) =>
        double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value == 0 ? digits
        : DecimalLayout.Of(digits);

    private static void Escape(StringBuilder text, Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\n':
                text.Append("\\n");
                return;
            case '\t':
                text.Append("\\t");
                return;
            case '\r':
                text.Append("\\r");
                return;
            case '\\':
                text.Append("\\\\");
                return;
            case int same when same == quote:
                text.Append('\\').Append(quote);
                return;
            case < 0x20 or 0x7f:
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                return;
            default:
                text.Append(rune);
                return;
        }
    }

    private static void WriteList(StringBuilder text, in Value value, AbiType element, IHandleNames? names)
    {
        text.Append('[');
        if (value.Object is byte[] bytes)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ").Append(bytes[i]);
            }
        }
        else
        {
            Value[] values = value.AsList;
            for (int i = 0; i < values.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ");
                Write(text, values[i], element, names);
            }
        }

        text.Append(']');
    }

    // Options that are absent are left out of a record; a record of nothing else is `{:}`.
    private static void WriteFields(StringBuilder text, in Value value, AbiType type, char open, char close, bool named, IHandleNames? names)
    {
        text.Append(open);
        bool first = true;
        for (int i = 0; i < type.Fields.Length; i++)
        {
            AbiField field = type.Fields[i];
            Value item = value[i];
            if (named && field.Type!.Kind == AbiKind.Option && !item.IsSome)
            {
                continue;
            }

            text.Append(first ? string.Empty : ", ");
            first = false;
            if (named)
            {
                text.Append(Label(field.Name)).Append(": ");
            }

            Write(text, item, field.Type!, names);
        }

        if (named && first)
        {
            text.Append(':');
        }

        text.Append(close);
    }

    private static void WriteFlags(StringBuilder text, in Value value, AbiType type)
    {
        text.Append('{');
        bool first = true;
        for (int i = 0; i < type.Fields.Length; i++)
        {
            if ((value.Bits & (1ul << i)) != 0)
            {
                text.Append(first ? string.Empty : ", ").Append(Label(type.Fields[i].Name));
                first = false;
            }
        }

        text.Append('}');
    }

    private static void WriteCase(StringBuilder text, in Value value, AbiType type, IHandleNames? names)
    {
        AbiField chosen = type.Fields[value.CaseIndex];
        text.Append(type.Kind is AbiKind.Option or AbiKind.Result ? chosen.Name : Label(chosen.Name));
        if (chosen.Type is { } payload)
        {
            text.Append('(');
            Write(text, value.Payload, payload, names);
            text.Append(')');
        }
    }

    private static string Label(string name) =>
        name is "true" or "false" or "nan" or "inf" or "some" or "none" or "ok" or "err" ? "%" + name : name;
}
