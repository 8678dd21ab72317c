using System.Text.Json.Nodes;
using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Conformance.Generate;

/// <summary>Values as text, by type: the canonical text, or null where the text is refused.</summary>
internal static class WaveVectors
{
    private const string Print = "wave.print", Numbers = "wave.numbers", Texts = "wave.texts", Parts = "wave.parts", Cases = "wave.cases", Space = "wave.space";

    private static readonly AbiType s_bool = Of(AbiKind.Bool), s_u8 = Of(AbiKind.U8), s_u16 = Of(AbiKind.U16), s_u32 = Of(AbiKind.U32), s_u64 = Of(AbiKind.U64);

    private static readonly AbiType s_s8 = Of(AbiKind.S8), s_s16 = Of(AbiKind.S16), s_s32 = Of(AbiKind.S32), s_s64 = Of(AbiKind.S64);

    private static readonly AbiType s_f32 = Of(AbiKind.F32), s_f64 = Of(AbiKind.F64), s_char = Of(AbiKind.Char), s_string = Of(AbiKind.String);

    private static readonly AbiType s_person = AbiType.Record([new("name", s_string), new("age", AbiType.Option(s_u8)), new("tags", AbiType.List(s_string))]);

    private static readonly AbiType s_optional = AbiType.Record([new("a", AbiType.Option(s_u32)), new("b", AbiType.Option(s_string))]);

    private static readonly AbiType s_keywords = AbiType.Record([new("true", s_u8), new("none", AbiType.Option(s_u8)), new("plain", s_u8)]);

    private static readonly AbiType s_shape = AbiType.Variant([new("point", null), new("circle", s_f64), new("box", AbiType.Tuple([s_u32, s_u32])), new("none", null), new("some", s_u8)]);

    private static readonly AbiType s_compass = AbiType.Enum(["north", "south", "err"]);

    private static readonly AbiType s_access = AbiType.Flags(["read", "write", "inf"]);

    private static readonly AbiType s_result = AbiType.Result(s_u32, s_string);

    private static readonly AbiType s_tree = AbiType.Record(
    [
        new("rows", AbiType.List(AbiType.Tuple([s_s32, AbiType.Option(AbiType.Option(s_bool))]))),
        new("end", AbiType.Result(AbiType.List(s_shape), AbiType.Variant([new("io", s_access), new("gone", null)]))),
    ]);

    private static readonly (string Name, string Clause, string Statement, AbiType Type, string Text)[] s_values =
    [
        ("bool", Print, "A bool is true or false.", s_bool, "true"),
        ("bool-number", Parts, "A number is no bool.", s_bool, "1"),
        ("bool-case", Parts, "Words have their case.", s_bool, "True"),
        ("u8-greatest", Numbers, "The greatest of 8 bits.", s_u8, "255"),
        ("u8-beyond", Numbers, "One more is none.", s_u8, "256"),
        ("u8-negative", Numbers, "A negative number is no u8.", s_u8, "-1"),
        ("u16-greatest", Numbers, "The greatest of 16 bits.", s_u16, "65535"),
        ("u16-beyond", Numbers, "One more is none.", s_u16, "65536"),
        ("u32-greatest", Numbers, "The greatest of 32 bits.", s_u32, "4294967295"),
        ("u32-beyond", Numbers, "One more is none.", s_u32, "4294967296"),
        ("u64-greatest", Numbers, "The greatest of 64 bits.", s_u64, "18446744073709551615"),
        ("u64-beyond", Numbers, "One more is none.", s_u64, "18446744073709551616"),
        ("s8-least", Numbers, "The least of 8 bits.", s_s8, "-128"),
        ("s8-beyond", Numbers, "One less is none.", s_s8, "-129"),
        ("s16-least", Numbers, "The least of 16 bits.", s_s16, "-32768"),
        ("s32-least", Numbers, "The least of 32 bits.", s_s32, "-2147483648"),
        ("s64-least", Numbers, "The least of 64 bits.", s_s64, "-9223372036854775808"),
        ("s64-beyond", Numbers, "One less is none.", s_s64, "-9223372036854775809"),
        ("minus-zero-integer", Numbers, "Minus zero is zero.", s_s32, "-0"),
        ("plus", Numbers, "A plus is no sign.", s_s32, "+1"),
        ("leading-zero", Numbers, "A number has no leading zeros.", s_u32, "007"),
        ("integer-point", Numbers, "An integer has no point.", s_u32, "1.0"),
        ("integer-exponent", Numbers, "An integer has no exponent.", s_u32, "1e3"),
        ("hexadecimal", Numbers, "Numbers are decimal.", s_u32, "0x10"),
        ("separators", Numbers, "Digits are not grouped.", s_u32, "1_000"),
        ("nothing", Numbers, "No text is no number.", s_u32, ""),
        ("f64", Print, "A float has the shortest digits that read back.", s_f64, "0.1000000000000000055"),
        ("f64-integer", Print, "A whole one has no point.", s_f64, "7.0"),
        ("f64-great", Print, "From 10^21 on it has an exponent.", s_f64, "1000000000000000000000"),
        ("f64-not-so-great", Print, "Below it has none.", s_f64, "100000000000000000000"),
        ("f64-small", Print, "Nor from 10^-6 on.", s_f64, "0.000001"),
        ("f64-smaller", Print, "Below it has one.", s_f64, "0.00000012"),
        ("f64-least", Print, "The least double.", s_f64, "5e-324"),
        ("f64-greatest", Print, "The greatest double.", s_f64, "1.7976931348623157E+308"),
        ("f64-beyond", Numbers, "What is beyond is rounded to infinity.", s_f64, "1e400"),
        ("f64-minus-zero", Print, "Minus zero is a float of its own.", s_f64, "-0.0"),
        ("f64-nan", Print, "There is one NaN.", s_f64, "nan"),
        ("f64-inf", Print, "Infinity has a name.", s_f64, "inf"),
        ("f64-minus-inf", Print, "With its sign.", s_f64, "-inf"),
        ("f64-infinity", Numbers, "It has no other name.", s_f64, "Infinity"),
        ("f64-nan-case", Numbers, "Nor has NaN.", s_f64, "NaN"),
        ("f64-minus-nan", Numbers, "A NaN has no sign.", s_f64, "-nan"),
        ("f64-no-fraction", Numbers, "After a point there are digits.", s_f64, "1."),
        ("f64-no-whole", Numbers, "And before it.", s_f64, ".5"),
        ("f64-no-exponent", Numbers, "And after an e.", s_f64, "1e"),
        ("f64-leading-zero", Numbers, "A float has no leading zeros either.", s_f64, "00.5"),
        ("f32", Print, "A single has its own shortest digits.", s_f32, "0.1"),
        ("f32-digits", Print, "Digits beyond them go.", s_f32, "3.14159265358979"),
        ("f32-once", Numbers, "It is rounded once, from the decimal number: over a double this one would come out smaller.", s_f32, "1.000000059604644775390626"),
        ("f32-even", Numbers, "Halfway between two it is the even one.", s_f32, "16777217"),
        ("f32-least", Print, "The least single.", s_f32, "1e-45"),
        ("f32-beyond", Numbers, "What is beyond is infinity.", s_f32, "3.5e38"),
        ("char", Print, "A char is one Unicode scalar value.", s_char, "'a'"),
        ("char-wide", Print, "Beyond the basic plane, too.", s_char, "'\\u{1f600}'"),
        ("char-quote", Print, "A single quote is escaped in a char.", s_char, "'\\''"),
        ("char-double-quote", Print, "A double quote is not.", s_char, "'\\\"'"),
        ("char-control", Print, "Control characters are escaped by number.", s_char, "'\\u{7}'"),
        ("char-delete", Print, "So is delete.", s_char, "'\u007f'"),
        ("char-two", Texts, "Two are no char.", s_char, "'ab'"),
        ("char-none", Texts, "None is no char.", s_char, "''"),
        ("char-combined", Texts, "A letter and a combining mark are two.", s_char, "'e\u0301'"),
        ("char-line-feed", Texts, "A line feed must be escaped.", s_char, "'\n'"),
        ("char-surrogate", Texts, "A surrogate is no scalar value.", s_char, "'\\u{d800}'"),
        ("char-beyond", Texts, "Nor is what is beyond the last.", s_char, "'\\u{110000}'"),
        ("char-seven-digits", Texts, "An escape has at most six digits.", s_char, "'\\u{0000041}'"),
        ("char-no-digits", Texts, "And at least one.", s_char, "'\\u{}'"),
        ("string", Print, "Text stands as it is.", s_string, "\"größer 漢字\""),
        ("string-escapes", Print, "What must be escaped is, in the shortest way.", s_string, "\"\\u{41}\\t\\r\\n\\\\\\\"\\'\\u{0}\""),
        ("string-empty", Print, "A string may be empty.", s_string, "\"\""),
        ("string-not-normal", Print, "It is not normalized.", s_string, "\"e\u0301\""),
        ("string-open", Texts, "A string has an end.", s_string, "\"abc"),
        ("string-line-feed", Texts, "On its own line.", s_string, "\"a\nb\""),
        ("string-unknown-escape", Texts, "No other escape is known.", s_string, "\"\\x41\""),
        ("string-cut-escape", Texts, "An escape is whole.", s_string, "\"\\"),
        ("string-bare", Texts, "A word is no string.", s_string, "abc"),
        ("string-single-quotes", Texts, "Nor is a char.", s_string, "'a'"),
        ("lines", Texts, "A string of lines loses the indentation of its end.", s_string, "\"\"\"\n    two\n      lines\n    \"\"\""),
        ("lines-empty", Texts, "An empty line needs none.", s_string, "\"\"\"\n  a\n\n  b\n  \"\"\""),
        ("lines-crlf", Texts, "A carriage return before a line feed belongs to it.", s_string, "\"\"\"\r\n  a\r\n\r\n  b\r\n  \"\"\""),
        ("lines-quotes", Texts, "Quotes stand as they are.", s_string, "\"\"\"\nsay \"it\"\n\"\"\""),
        ("lines-less", Texts, "A line that is indented less is wrong.", s_string, "\"\"\"\n  a\n b\n  \"\"\""),
        ("lines-beside", Texts, "Nothing stands before the closing quotes.", s_string, "\"\"\"\nabc\nab\"\"\""),
        ("lines-open", Texts, "Nothing stands behind the opening ones.", s_string, "\"\"\"abc\n\"\"\""),
        ("list", Print, "A list has commas between.", AbiType.List(s_u8), "[1,2,255]"),
        ("list-comma", Parts, "And perhaps one at its end.", AbiType.List(s_u8), "[1, 2,]"),
        ("list-empty", Print, "It may be empty.", AbiType.List(s_string), "[ ]"),
        ("list-only-comma", Parts, "A comma alone is no item.", AbiType.List(s_u8), "[,]"),
        ("list-two-commas", Parts, "Nor is nothing between two.", AbiType.List(s_u8), "[1,,2]"),
        ("list-open", Parts, "A list has an end.", AbiType.List(s_u8), "[1"),
        ("list-item", Parts, "Every item is of its type.", AbiType.List(s_u8), "[1, 256]"),
        ("list-of-lists", Print, "Lists nest.", AbiType.List(AbiType.List(s_char)), "[['a'], [], ['b','c']]"),
        ("fixed-list", Parts, "A list of a fixed length has that many.", AbiType.FixedList(s_u8, 2), "[1, 2]"),
        ("fixed-list-short", Parts, "Not fewer.", AbiType.FixedList(s_u8, 2), "[1]"),
        ("fixed-list-long", Parts, "Not more.", AbiType.FixedList(s_u8, 2), "[1, 2, 3]"),
        ("tuple", Print, "A tuple has each of its parts.", AbiType.Tuple([s_u8, s_string]), "(7,\"x\")"),
        ("tuple-comma", Parts, "And perhaps a comma behind them.", AbiType.Tuple([s_u8, s_string]), "(7, \"x\",)"),
        ("tuple-short", Parts, "Not fewer.", AbiType.Tuple([s_u8, s_string]), "(7)"),
        ("tuple-long", Parts, "Not more.", AbiType.Tuple([s_u8]), "(7, 8)"),
        ("record", Print, "Fields are printed in the order of the type.", s_person, "{tags: [\"a\"], age: 3, name: \"n\"}"),
        ("record-option", Print, "An option that is none is left out.", s_person, "{name: \"n\", age: none, tags: []}"),
        ("record-absent", Parts, "So it may be when it is read.", s_person, "{name: \"n\", tags: []}"),
        ("record-all-absent", Print, "A record of nothing else is a colon.", s_optional, "{:}"),
        ("record-missing", Parts, "Another field may not be missing.", s_person, "{name: \"n\"}"),
        ("record-unknown", Parts, "No field is there that the type does not have.", s_person, "{name: \"n\", tags: [], size: 1}"),
        ("record-twice", Parts, "None stands twice.", s_person, "{name: \"n\", tags: [], name: \"m\"}"),
        ("record-case", Parts, "Labels have their case.", s_person, "{Name: \"n\", tags: []}"),
        ("record-keywords", Print, "A label that is a keyword is marked.", s_keywords, "{%true: 1, %none: some(2), plain: 3}"),
        ("record-needless-mark", Parts, "Another may be marked.", s_keywords, "{%true: 1, %plain: 3}"),
        ("record-equals", Parts, "A colon stands before the value.", s_person, "{name = \"n\", tags = []}"),
        ("flags", Print, "Flags are printed in the order of the type.", s_access, "{write, read}"),
        ("flags-none", Print, "None may be set.", s_access, "{}"),
        ("flags-keyword", Print, "A keyword is marked.", s_access, "{%inf}"),
        ("flags-twice", Parts, "No flag stands twice.", s_access, "{read, read}"),
        ("flags-unknown", Parts, "None is there that the type does not have.", s_access, "{run}"),
        ("variant", Print, "A case stands alone.", s_shape, "point"),
        ("variant-payload", Print, "Or with its payload.", s_shape, "circle( 1.50 )"),
        ("variant-tuple", Print, "A tuple keeps its own parentheses.", s_shape, "box((1, 2))"),
        ("variant-keyword", Print, "A case that is a keyword is marked.", s_shape, "%none"),
        ("variant-keyword-payload", Print, "With a payload, too.", s_shape, "%some(1)"),
        ("variant-no-payload", Cases, "A payload may not be missing.", s_shape, "circle"),
        ("variant-needless-payload", Cases, "None may be where the case has none.", s_shape, "point(1)"),
        ("variant-unknown", Cases, "There is no other case.", s_shape, "sphere"),
        ("enum", Print, "An enum is a case.", s_compass, "south"),
        ("enum-keyword", Print, "Which may be a keyword.", s_compass, "%err"),
        ("enum-number", Cases, "A number is none.", s_compass, "1"),
        ("option-some", Print, "What is there is some.", AbiType.Option(s_u32), "some(5)"),
        ("option-plain", Cases, "It may stand plainly.", AbiType.Option(s_u32), "5"),
        ("option-none", Print, "What is not there is none.", AbiType.Option(s_u32), "none"),
        ("option-some-of-nothing", Cases, "Some has a value.", AbiType.Option(s_u32), "some"),
        ("option-none-of-something", Cases, "None has none.", AbiType.Option(s_u32), "none(1)"),
        ("option-of-option", Print, "Some of none is not none.", AbiType.Option(AbiType.Option(s_u8)), "some(none)"),
        ("option-of-option-plain", Cases, "In an option an option may not stand plainly.", AbiType.Option(AbiType.Option(s_u8)), "5"),
        ("option-of-variant", Cases, "A word is a case of the option first.", AbiType.Option(s_shape), "none"),
        ("option-of-variant-marked", Cases, "Marked, it is a label within.", AbiType.Option(s_shape), "%none"),
        ("result-ok", Print, "A result is ok.", s_result, "ok(1)"),
        ("result-plain", Cases, "What is ok may stand plainly.", s_result, "1"),
        ("result-err", Print, "Or it is an error.", s_result, "err(\"no\")"),
        ("result-err-plain", Cases, "An error may not stand plainly.", s_result, "\"no\""),
        ("result-nothing", Print, "A result may be of nothing.", AbiType.Result(null, null), "ok"),
        ("result-only-error", Print, "Or have an error only.", AbiType.Result(null, s_string), "err(\"no\")"),
        ("result-only-error-payload", Cases, "Then ok has no payload.", AbiType.Result(null, s_string), "ok(1)"),
        ("nested", Print, "Everything nests.", s_tree, "{end: err(io({write})), rows: [(-1, some(none)), (2, some(some(false))), (3, none)]}"),
        ("nested-ok", Print, "On both sides.", s_tree, "{rows: [], end: ok([point, %some(255), circle(-inf)])}"),
        ("nested-wrong", Parts, "A mistake deep within is one.", s_tree, "{rows: [(-1, some(maybe))], end: ok([])}"),
        ("space", Space, "Space and comments stand between tokens.", AbiType.List(s_u8), " \t[ 1 // one\r\n , 2 ] // end"),
        ("space-no-break", Space, "No other space does.", AbiType.List(s_u8), "[1,\u00a02]"),
        ("comment-open", Space, "A comment ends with its line.", AbiType.List(s_u8), "[1 // ]"),
        ("comment-block", Space, "There is no other comment.", AbiType.List(s_u8), "[1 /* one */]"),
        ("trailing", Space, "After the value there is nothing.", s_u8, "1 2"),
        ("only-space", Space, "Space is no value.", s_u8, "  "),
        ("resource", Parts, "A handle has no text.", AbiType.Own(0), "#1"),
        ("resource-within", Parts, "Nor has what holds one.", AbiType.Option(AbiType.Own(0)), "some(#1)"),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("wave", "Values as text (SPEC, 8): the canonical text of what the input says, or null where it is refused. Types are written as WIT; `#N` names a resource.");
        foreach ((string name, string clause, string statement, AbiType type, string text) in s_values)
        {
            string? canonical;
            try
            {
                canonical = Wave.Print(Wave.Parse(text, type), type);
            }
            catch (ComposeException failure) when (failure.Error.Code == ErrorCodes.Exec.InvalidArgs)
            {
                canonical = null;
            }

            set.Add(name, clause, statement, new JsonObject { ["type"] = type.ToString(), ["text"] = text }, new JsonObject { ["canonical"] = canonical });
        }

        return set;
    }

    private static AbiType Of(AbiKind kind) => AbiType.Primitive(kind);
}
