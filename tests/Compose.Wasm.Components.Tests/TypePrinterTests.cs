namespace Compose.Wasm.Components.Tests;

/// <summary>Types in the notation of WIT.</summary>
public sealed class TypePrinterTests
{
    [Fact]
    public void Function_WithNamedError_IsWrittenByName()
    {
        var code = (EnumType)new EnumType(["io", "full"]).Named("error-code");
        var func = new ComponentFuncType([new("a", PrimitiveType.U32)], new ResultType(new ListType(PrimitiveType.U8), code));
        Assert.Equal("func(a: u32) -> result<list<u8>, error-code>", TypePrinter.Print(func));
        Assert.Equal("enum { io, full }", TypePrinter.PrintDefinition(code));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Type_OfEveryKind_IsWritten(DefinedType type, string text) => Assert.Equal(text, TypePrinter.Print(type));

    public static TheoryData<DefinedType, string> Cases()
    {
        var blob = new ResourceType(new ResourceId("blob"));
        return new TheoryData<DefinedType, string>
        {
            { new RecordType([new("x", PrimitiveType.F64), new("y", PrimitiveType.F32)]), "record { x: f64, y: f32 }" },
            { new VariantType([new("none", null), new("some", PrimitiveType.Char)]), "variant { none, some(char) }" },
            { new FlagsType(["r", "w"]), "flags { r, w }" },
            { new TupleType([PrimitiveType.Bool, PrimitiveType.S8]), "tuple<bool, s8>" },
            { new OptionType(PrimitiveType.String), "option<string>" },
            { new ResultType(null, null), "result" },
            { new ResultType(null, PrimitiveType.S64), "result<_, s64>" },
            { new ResultType(PrimitiveType.S64, null), "result<s64>" },
            { new FixedListType(PrimitiveType.U8, 16), "list<u8, 16>" },
            { new MapType(PrimitiveType.String, PrimitiveType.U64), "map<string, u64>" },
            { new OwnType(blob), "own<blob>" },
            { new BorrowType(blob), "borrow<blob>" },
            { new StreamType(PrimitiveType.U8), "stream<u8>" },
            { new StreamType(null), "stream" },
            { new FutureType(PrimitiveType.ErrorContext), "future<error-context>" },
            { new ComponentFuncType([], null, isAsync: true), "async func()" },
        };
    }

    [Fact]
    public void Type_ThatIsHuge_IsCutShort()
    {
        ComponentValueType type = PrimitiveType.U8;
        for (int i = 0; i < 12; i++)
        {
            type = new TupleType([type, type, type]);
        }

        string text = TypePrinter.Print(type, 100);
        Assert.Equal(101, text.Length);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }
}
