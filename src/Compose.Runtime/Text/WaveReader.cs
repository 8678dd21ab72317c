using System.Globalization;
using System.Text;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Text;

/// <summary>Reads WAVE by type. Nesting is bounded by the type's.</summary>
internal ref partial struct WaveReader
{
    private readonly string _text;
    private readonly IHandleNames? _names;
    private int _at;

    public WaveReader(string text, IHandleNames? names = null)
    {
        _text = text;
        _names = names;
        _at = 0;
    }

    public Value[] ReadArguments(AbiFunction function)
    {
        AbiField[] parameters = function.Parameters;
        var values = new Value[parameters.Length];
        Expect('(');
        int count = 0;
        while (!TryTake(')'))
        {
            if (count == parameters.Length)
            {
                throw Fail($"too many arguments: the function takes {parameters.Length}", "its type is " + function);
            }

            values[count] = Read(parameters[count].Type!);
            count++;
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        for (; count < parameters.Length; count++)
        {
            if (parameters[count].Type!.Kind != AbiKind.Option)
            {
                throw Fail($"the argument `{parameters[count].Name}` is missing", "the function's type is " + function);
            }

            values[count] = Value.None;
        }

        return values;
    }

    public void ExpectEnd()
    {
        SkipSpace();
        if (_at < _text.Length)
        {
            throw Fail("there is more text after the value");
        }
    }

    public Value Read(AbiType type)
    {
        switch (type.Kind)
        {
            case AbiKind.Bool:
                string word = Word("true or false");
                return word switch
                {
                    "true" => Value.From(true),
                    "false" => Value.From(false),
                    _ => throw FailBack(word, "expected true or false"),
                };
            case AbiKind.S8 or AbiKind.S16 or AbiKind.S32 or AbiKind.S64:
                return ReadSigned(type.Kind);
            case AbiKind.U8 or AbiKind.U16 or AbiKind.U32 or AbiKind.U64:
                return ReadUnsigned(type.Kind);
            case AbiKind.F32 or AbiKind.F64:
                return ReadFloat(type.Kind);
            case AbiKind.Char:
                return ReadChar();
            case AbiKind.String:
                return Value.From(ReadString());
            case AbiKind.List or AbiKind.FixedList or AbiKind.Map:
                return ReadList(type);
            case AbiKind.Tuple:
                return ReadTuple(type);
            case AbiKind.Record:
                return ReadRecord(type);
            case AbiKind.Flags:
                return ReadFlags(type);
            case AbiKind.Enum or AbiKind.Variant:
                return ReadVariant(type);
            case AbiKind.Option or AbiKind.Result:
                return ReadOptionOrResult(type);
            case AbiKind.Own or AbiKind.Borrow when _names is not null:
                Expect('#');
                return Value.Resource(_names.ResourceOf(ReadUnsigned(AbiKind.U32).AsS64, type));
            default:
                throw Fail($"a value of the type `{type}` cannot be written as text", "call a function that makes one from inside a component");
        }
    }

    private Value ReadSigned(AbiKind kind)
    {
        ReadOnlySpan<char> digits = Number(kind);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || !Fits(kind, value))
        {
            throw FailBack(digits.ToString(), $"expected a number of the type {Name(kind)}");
        }

        return Value.From(value);
    }

    private Value ReadUnsigned(AbiKind kind)
    {
        ReadOnlySpan<char> digits = Number(kind);
        ulong maximum = kind switch
        {
            AbiKind.U8 => byte.MaxValue,
            AbiKind.U16 => ushort.MaxValue,
            AbiKind.U32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) || value > maximum)
        {
            throw FailBack(digits.ToString(), $"expected a number of the type {Name(kind)}");
        }

        return Value.From(value);
    }

    private Value ReadFloat(AbiKind kind)
    {
        ReadOnlySpan<char> digits = Number(kind);
        double value = digits switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        if (kind == AbiKind.F64)
        {
            return double.IsNaN(value) ? Value.Raw(0x7ff8000000000000, null) : Value.From(value);
        }

        // Parsed again as single: rounding twice could give another number.
        float single = float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out float direct) ? direct : (float)value;
        return float.IsNaN(single) ? Value.Raw(0x7fc00000, null) : Value.From(single);
    }

    private Value ReadChar()
    {
        Expect('\'');
        if (_at >= _text.Length || _text[_at] is '\'' or '\n')
        {
            throw Fail("a char holds one character");
        }

        Rune rune = ReadRune();
        if (_at >= _text.Length || _text[_at] != '\'')
        {
            throw Fail("a char holds one character, in single quotes");
        }

        _at++;
        return Value.From(rune);
    }

    private Value ReadList(AbiType type)
    {
        Expect('[');
        var values = new List<Value>();
        while (!TryTake(']'))
        {
            values.Add(Read(type.Element!));
            if (!TryTake(','))
            {
                Expect(']');
                break;
            }
        }

        if (type.Kind == AbiKind.FixedList && values.Count != type.Length)
        {
            throw Fail($"expected {type.Length} elements, found {values.Count}");
        }

        if (type.Element!.Kind != AbiKind.U8)
        {
            return Value.List([.. values]);
        }

        var bytes = new byte[values.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = values[i].AsU8;
        }

        return Value.From(bytes);
    }

    private Value ReadTuple(AbiType type)
    {
        Expect('(');
        var values = new Value[type.Fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                Expect(',');
            }

            values[i] = Read(type.Fields[i].Type!);
        }

        TryTake(',');
        Expect(')');
        return Value.Tuple(values);
    }

    private Value ReadRecord(AbiType type)
    {
        Expect('{');
        var values = new Value[type.Fields.Length];
        var given = new bool[values.Length];
        if (TryTake(':'))
        {
            Expect('}');
        }
        else
        {
            while (!TryTake('}'))
            {
                string name = Word("a field's name");
                int index = IndexOf(type, name);
                if (index < 0)
                {
                    throw FailBack(name, $"the record has no field `{name}`", "its fields are " + Names(type));
                }

                if (given[index])
                {
                    throw FailBack(name, $"the field `{name}` stands twice");
                }

                Expect(':');
                values[index] = Read(type.Fields[index].Type!);
                given[index] = true;
                if (!TryTake(','))
                {
                    Expect('}');
                    break;
                }
            }
        }

        for (int i = 0; i < given.Length; i++)
        {
            if (!given[i] && type.Fields[i].Type!.Kind != AbiKind.Option)
            {
                throw Fail($"the field `{type.Fields[i].Name}` is missing");
            }
        }

        return Value.Record(values);
    }

    private Value ReadFlags(AbiType type)
    {
        Expect('{');
        ulong bits = 0;
        while (!TryTake('}'))
        {
            string name = Word("a flag's name");
            int index = IndexOf(type, name);
            if (index < 0)
            {
                throw FailBack(name, $"there is no flag `{name}`", "the flags are " + Names(type));
            }

            if ((bits & (1ul << index)) != 0)
            {
                throw FailBack(name, $"the flag `{name}` stands twice");
            }

            bits |= 1ul << index;
            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        return Value.Flags(bits);
    }

    private Value ReadVariant(AbiType type)
    {
        string name = Word("a case's name");
        int index = IndexOf(type, name);
        if (index < 0)
        {
            throw FailBack(name, $"there is no case `{name}`", "the cases are " + Names(type));
        }

        return ReadPayload(index, type.Fields[index].Type, $"the case `{name}`");
    }

    private Value ReadPayload(int index, AbiType? payload, string what)
    {
        if (payload is null)
        {
            return Value.Case(index);
        }

        if (!TryTake('('))
        {
            throw Fail($"{what} takes a value in parentheses, of the type {payload}");
        }

        Value value = Read(payload);
        TryTake(',');
        Expect(')');
        return Value.Case(index, value);
    }

    // some(x) and ok(x) may be written as x alone where x cannot be taken for a case itself.
    private Value ReadOptionOrResult(AbiType type)
    {
        int start = _at;
        SkipSpace();
        if (_at < _text.Length && (char.IsAsciiLetter(_text[_at]) || _text[_at] == '%'))
        {
            bool escaped = _text[_at] == '%';
            string name = Word("a case");
            int index = escaped ? -1 : IndexOf(type, name);
            if (index >= 0)
            {
                // `ok` of a result whose ok has no payload; `some` always has one.
                return ReadPayload(index, type.Fields[index].Type, $"`{name}`");
            }
        }

        _at = start;
        int plain = type.Kind == AbiKind.Option ? 1 : 0;
        if (type.Fields[plain].Type is { } payload && payload.Kind is not (AbiKind.Option or AbiKind.Result))
        {
            return Value.Case(plain, Read(payload));
        }

        throw Fail(type.Kind == AbiKind.Option ? "expected some(…) or none" : "expected ok(…) or err(…)");
    }

    private static int IndexOf(AbiType type, string name)
    {
        for (int i = 0; i < type.Fields.Length; i++)
        {
            if (type.Fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Names(AbiType type)
    {
        var text = new StringBuilder();
        foreach (AbiField field in type.Fields)
        {
            text.Append(text.Length == 0 ? string.Empty : ", ").Append(field.Name);
            if (text.Length > 400)
            {
                return text.Append(", …").ToString();
            }
        }

        return text.ToString();
    }

    private static bool Fits(AbiKind kind, long value) => kind switch
    {
        AbiKind.S8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        AbiKind.S16 => value is >= short.MinValue and <= short.MaxValue,
        AbiKind.S32 => value is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };

    private static string Name(AbiKind kind) => AbiType.Primitive(kind).ToString();
}
