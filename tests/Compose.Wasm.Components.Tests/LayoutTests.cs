using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>Sizes, alignments and flat forms of the canonical ABI.</summary>
public sealed class LayoutTests
{
    public static TheoryData<ComponentValueType, int, int, string> Cases() => new()
    {
        { PrimitiveType.Bool, 1, 1, "I32" },
        { PrimitiveType.S16, 2, 2, "I32" },
        { PrimitiveType.U64, 8, 8, "I64" },
        { PrimitiveType.F32, 4, 4, "F32" },
        { PrimitiveType.String, 8, 4, "I32 I32" },
        { new RecordType([new("a", PrimitiveType.U8), new("b", PrimitiveType.U64), new("c", PrimitiveType.U8)]), 24, 8, "I32 I64 I32" },
        { new TupleType([PrimitiveType.U8, PrimitiveType.U16]), 4, 2, "I32 I32" },
        { new OptionType(PrimitiveType.U8), 2, 1, "I32 I32" },
        { new OptionType(PrimitiveType.F64), 16, 8, "I32 F64" },
        { new ResultType(PrimitiveType.F32, PrimitiveType.U32), 8, 4, "I32 I32" },
        { new ResultType(PrimitiveType.F32, PrimitiveType.U64), 16, 8, "I32 I64" },
        { new ResultType(null, null), 1, 1, "I32" },
        { new VariantType([new("a", null), new("b", PrimitiveType.String)]), 12, 4, "I32 I32 I32" },
        { new EnumType([.. Enumerable.Range(0, 257).Select(i => "c" + i)]), 2, 2, "I32" },
        { new FlagsType([.. Enumerable.Range(0, 9).Select(i => "f" + i)]), 2, 2, "I32" },
        { new FlagsType([.. Enumerable.Range(0, 17).Select(i => "f" + i)]), 4, 4, "I32" },
        { new FixedListType(PrimitiveType.U16, 3), 6, 2, "I32 I32 I32" },
        { new MapType(PrimitiveType.String, PrimitiveType.U8), 8, 4, "I32 I32" },
        { new StreamType(PrimitiveType.String), 4, 4, "I32" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Type_InMemory32_HasTheLayoutOfTheSpecification(ComponentValueType type, int size, int alignment, string flat)
    {
        Assert.Equal((size, alignment), ((int)type.Size32, type.Alignment32));
        Assert.Equal(flat, string.Join(' ', type.Flatten(memory64: false)!));
    }

    [Fact]
    public void String_InMemory64_HasWidePointers()
    {
        Assert.Equal((16L, 8), (PrimitiveType.String.Size64, PrimitiveType.String.Alignment64));
        Assert.Equal([FlatType.I64, FlatType.I64], PrimitiveType.String.Flatten(memory64: true)!);
    }

    [Fact]
    public void Type_OfMoreThanSixteenFlatValues_HasNoFlatForm()
    {
        Assert.NotNull(new FixedListType(PrimitiveType.U8, 16).Flatten(false));
        Assert.Null(new FixedListType(PrimitiveType.U8, 17).Flatten(false));
    }

    [Fact]
    public void Signature_WithLargeResult_TakesAReturnPointerWhenLoweredAndGivesOneWhenLifted()
    {
        var type = new ComponentFuncType([new("a", PrimitiveType.U32)], PrimitiveType.String);
        var options = new CanonOptions { Memory = 0, Realloc = 0 };
        Assert.Equal(new FuncType([ValType.I32, ValType.I32], []), CoreSignature.Of(type, options, memory64: false, isLift: false));
        Assert.Equal(new FuncType([ValType.I32], [ValType.I32]), CoreSignature.Of(type, options, memory64: false, isLift: true));
    }

    [Fact]
    public void Signature_WithoutNeededRealloc_IsRefused()
    {
        var type = new ComponentFuncType([new("a", PrimitiveType.String)], null);
        var e = Assert.Throws<ComposeException>(() => CoreSignature.Of(type, new CanonOptions { Memory = 0 }, memory64: false, isLift: true));
        Assert.Equal("canonical option `realloc` is required", e.Error.Message);
    }
}
