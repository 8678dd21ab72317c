using System.Text;

namespace Compose.Runtime.Abi;

/// <summary>Writes an <see cref="AbiType"/> in full, for messages and as the key of adapter shapes.</summary>
internal static class AbiTypeText
{
    private static readonly string[] s_names =
    [
        "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "error-context",
        "list", "list", "map", "record", "tuple", "variant", "enum", "option", "result", "flags", "own", "borrow", "stream", "future",
    ];

    public static void Write(StringBuilder text, AbiType type)
    {
        text.Append(s_names[(int)type.Kind]);
        switch (type.Kind)
        {
            case AbiKind.List or AbiKind.FixedList or AbiKind.Stream or AbiKind.Future:
                if (type.Element is { } element)
                {
                    text.Append('<');
                    Write(text, element);
                    if (type.Kind == AbiKind.FixedList)
                    {
                        text.Append(", ").Append(type.Length);
                    }

                    text.Append('>');
                }

                break;
            case AbiKind.Map:
                text.Append('<');
                Write(text, type.Element!.Fields[0].Type!);
                text.Append(", ");
                Write(text, type.Element.Fields[1].Type!);
                text.Append('>');
                break;
            case AbiKind.Tuple:
                WriteList(text, '<', '>', type.Fields, named: false);
                break;
            case AbiKind.Option:
                text.Append('<');
                Write(text, type.Fields[1].Type!);
                text.Append('>');
                break;
            case AbiKind.Result:
                WriteResult(text, type);
                break;
            case AbiKind.Record or AbiKind.Variant or AbiKind.Enum or AbiKind.Flags:
                WriteList(text, '{', '}', type.Fields, named: true);
                break;
            case AbiKind.Own or AbiKind.Borrow:
                text.Append("<#").Append(type.ResourceSlot).Append('>');
                break;
        }
    }

    private static void WriteResult(StringBuilder text, AbiType type)
    {
        AbiType? ok = type.Fields[0].Type;
        AbiType? error = type.Fields[1].Type;
        if (ok is null && error is null)
        {
            return;
        }

        text.Append('<');
        if (ok is null)
        {
            text.Append('_');
        }
        else
        {
            Write(text, ok);
        }

        if (error is not null)
        {
            text.Append(", ");
            Write(text, error);
        }

        text.Append('>');
    }

    private static void WriteList(StringBuilder text, char open, char close, AbiField[] fields, bool named)
    {
        text.Append(open);
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                text.Append(", ");
            }

            if (named)
            {
                text.Append(fields[i].Name);
                if (fields[i].Type is { } type)
                {
                    text.Append(": ");
                    Write(text, type);
                }
            }
            else
            {
                Write(text, fields[i].Type!);
            }
        }

        text.Append(close);
    }
}
