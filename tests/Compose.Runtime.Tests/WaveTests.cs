using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Runtime.Tests;

/// <summary>The text form of values.</summary>
public sealed class WaveTests
{
    private static readonly AbiType s_u8 = AbiType.Primitive(AbiKind.U8);
    private static readonly AbiType s_u32 = AbiType.Primitive(AbiKind.U32);
    private static readonly AbiType s_string = AbiType.Primitive(AbiKind.String);
    private static readonly AbiType s_f64 = AbiType.Primitive(AbiKind.F64);

    private static readonly AbiType s_record = AbiType.Record(
    [
        new("name", s_string), new("tags", AbiType.List(s_string)), new("size", AbiType.Option(s_u32)),
    ]);

    private static readonly AbiType s_variant = AbiType.Variant([new("nothing", null), new("some", s_u32), new("pair", AbiType.Tuple([s_u8, s_string]))]);

    public static TheoryData<string, string, string> RoundTrips() => new()
    {
        { "bool", "true", "true" },
        { "s8", "-128", "-128" },
        { "u64", "18446744073709551615", "18446744073709551615" },
        { "f64", "1.5e300", "1.5e+300" },
        { "f64", "1000000000000000000000", "1e+21" },
        { "f64", "100000000000000000000", "100000000000000000000" },
        { "f64", "0.000001", "0.000001" },
        { "f64", "1E-7", "1e-7" },
        { "f64", "-0", "-0" },
        { "string", "\"\"\"\r\n  a\r\n\r\n  b\r\n  \"\"\"", "\"a\\n\\nb\"" },
        { "f64", "-inf", "-inf" },
        { "f64", "nan", "nan" },
        { "char", "'\\u{1f600}'", "'😀'" },
        { "char", "'\\''", "'\\''" },
        { "string", "\"a \\\"b\\\" \\n\\u{e9}\"", "\"a \\\"b\\\" \\né\"" },
        { "string", "\"\"\"\n  two\n  lines\n  \"\"\"", "\"two\\nlines\"" },
        { "list<u8>", "[1, 2,255,]", "[1, 2, 255]" },
        { "record", "{ tags: [\"x\"], name: \"n\" }", "{name: \"n\", tags: [\"x\"]}" },
        { "record", "{name: \"n\", tags: [], size: 3}", "{name: \"n\", tags: [], size: some(3)}" },
        { "variant", "nothing", "nothing" },
        { "variant", "%some(4)", "%some(4)" },
        { "variant", "pair((7, \"p\"))", "pair((7, \"p\"))" },
        { "option<u32>", "5 // five", "some(5)" },
        { "option<u32>", "none", "none" },
        { "result<u32, string>", "7", "ok(7)" },
        { "result<u32, string>", "err(\"bad\")", "err(\"bad\")" },
        { "result", "ok", "ok" },
        { "flags", "{read, write}", "{read, write}" },
        { "flags", "{}", "{}" },
        { "enum", "south", "south" },
        { "optional", "{:}", "{:}" },
    };

    [Theory]
    [MemberData(nameof(RoundTrips))]
    public void Value_ReadAndPrinted_HasItsCanonicalText(string type, string text, string canonical)
    {
        AbiType of = TypeOf(type);
        Value value = Wave.Parse(text, of);
        Assert.Equal(canonical, Wave.Print(value, of));
        Assert.Equal(canonical, Wave.Print(Wave.Parse(canonical, of), of));
    }

    [Theory]
    [InlineData("u8", "256", 1, 1)]
    [InlineData("u8", "-1", 1, 1)]
    [InlineData("u8", "1 2", 1, 3)]
    [InlineData("u8", "+1", 1, 1)]
    [InlineData("u8", "007", 1, 1)]
    [InlineData("u8", "1\u00a0", 1, 2)]
    [InlineData("f64", "1.", 1, 1)]
    [InlineData("f64", ".5", 1, 1)]
    [InlineData("f64", "1e", 1, 1)]
    [InlineData("f64", "Infinity", 1, 1)]
    [InlineData("char", "'\n'", 1, 2)]
    [InlineData("char", "'\\u{0000041}'", 1, 4)]
    [InlineData("string", "\"\"\"\nabc\nab\"\"\"", 2, 1)]
    [InlineData("bool", "yes", 1, 1)]
    [InlineData("string", "\"open", 1, 6)]
    [InlineData("string", "\"\\q\"", 1, 3)]
    [InlineData("char", "'ab'", 1, 3)]
    [InlineData("char", "''", 1, 2)]
    [InlineData("record", "{name: \"n\",\n nme: 1}", 2, 2)]
    [InlineData("record", "{name: \"n\"}", 1, 12)]
    [InlineData("record", "{name: \"n\", name: \"m\", tags: []}", 1, 13)]
    [InlineData("variant", "other", 1, 1)]
    [InlineData("variant", "pair", 1, 5)]
    [InlineData("enum", "up", 1, 1)]
    [InlineData("flags", "{read, read}", 1, 8)]
    [InlineData("list<u8>", "[1", 1, 3)]
    [InlineData("option<u32>", "some", 1, 5)]
    public void Value_Wrong_IsRefusedWithItsPlace(string type, string text, int line, int column)
    {
        var refused = Assert.Throws<ComposeException>(() => Wave.Parse(text, TypeOf(type)));
        Assert.Equal(ErrorCodes.Exec.InvalidArgs, refused.Error.Code);
        Assert.Equal((line, column), (refused.Error.Where!.Line, refused.Error.Where.Column));
    }

    [Fact]
    public void Call_WithArguments_IsSplitAndRead()
    {
        var function = new AbiFunction([new("n", s_u8), new("s", s_string), new("o", AbiType.Option(s_u32))], null);
        (string name, string arguments) = Wave.SplitCall("demo:app/x@1.0.0#[method]thing.run(5, \"a(b\")");
        Assert.Equal("demo:app/x@1.0.0#[method]thing.run", name);
        Value[] values = Wave.ParseArguments(arguments, function);
        Assert.Equal(5u, values[0].AsU32);
        Assert.Equal("a(b", values[1].AsString);
        Assert.False(values[2].IsSome);
        Assert.Throws<ComposeException>(() => Wave.ParseArguments("(1)", function));
        Assert.Throws<ComposeException>(() => Wave.ParseArguments("(1, \"\", 2, 3)", function));
    }

    private static AbiType TypeOf(string name) => name switch
    {
        "bool" => AbiType.Primitive(AbiKind.Bool),
        "s8" => AbiType.Primitive(AbiKind.S8),
        "u8" => s_u8,
        "u64" => AbiType.Primitive(AbiKind.U64),
        "f64" => s_f64,
        "char" => AbiType.Primitive(AbiKind.Char),
        "string" => s_string,
        "list<u8>" => AbiType.List(s_u8),
        "record" => s_record,
        "variant" => s_variant,
        "option<u32>" => AbiType.Option(s_u32),
        "result<u32, string>" => AbiType.Result(s_u32, s_string),
        "result" => AbiType.Result(null, null),
        "flags" => AbiType.Flags(["read", "write", "run"]),
        "enum" => AbiType.Enum(["north", "south"]),
        _ => AbiType.Record([new("a", AbiType.Option(s_u32)), new("b", AbiType.Option(s_string))]),
    };
}
