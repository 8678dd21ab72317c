namespace Compose.Wasm.Tests.Binary;

public sealed class WasmReaderTests
{
    [Theory]
    [InlineData("00", 0u)]
    [InlineData("7f", 127u)]
    [InlineData("8001", 128u)]
    [InlineData("ffffffff0f", uint.MaxValue)]
    [InlineData("8080808000", 0u)]
    [InlineData("8100", 1u)]
    public void VarU32_AllowedForms_GiveTheNumber(string hex, uint expected)
    {
        var reader = new WasmReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadVarU32());
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("ffffffff1f", "too large")]
    [InlineData("8080808010", "too large")]
    [InlineData("808080808000", "too long")]
    [InlineData("80808080", "unexpected end")]
    [InlineData("", "unexpected end")]
    public void VarU32_OtherForms_AreMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadVarU32());

    [Theory]
    [InlineData("00", 0)]
    [InlineData("3f", 63)]
    [InlineData("40", -64)]
    [InlineData("7f", -1)]
    [InlineData("c000", 64)]
    [InlineData("ffffffff07", int.MaxValue)]
    [InlineData("8080808078", int.MinValue)]
    [InlineData("ffffffff7f", -1)]
    public void VarS32_AllowedForms_GiveTheNumber(string hex, int expected)
    {
        var reader = new WasmReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadVarS32());
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("ffffffff0f", "too large")]
    [InlineData("8080808070", "too large")]
    [InlineData("ffffffff4f", "too large")]
    [InlineData("ffffffffff7f", "too long")]
    [InlineData("ff", "unexpected end")]
    public void VarS32_OtherForms_AreMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadVarS32());

    [Theory]
    [InlineData("ffffffff0f", 0xffffffffL)]
    [InlineData("8080808070", -0x1_0000_0000L)]
    [InlineData("40", -64L)]
    public void VarS33_AllowedForms_GiveTheNumber(string hex, long expected)
    {
        var reader = new WasmReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadVarS33());
    }

    [Theory]
    [InlineData("ffffffff1f", "too large")]
    [InlineData("8080808060", "too large")]
    [InlineData("808080808000", "too long")]
    public void VarS33_OtherForms_AreMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadVarS33());

    [Theory]
    [InlineData("ffffffffffffffffff01", ulong.MaxValue)]
    [InlineData("80808080808080808001", 1ul << 63)]
    [InlineData("80808080808080808000", 0ul)]
    public void VarU64_AllowedForms_GiveTheNumber(string hex, ulong expected)
    {
        var reader = new WasmReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadVarU64());
    }

    [Theory]
    [InlineData("ffffffffffffffffff02", "too large")]
    [InlineData("8080808080808080808000", "too long")]
    public void VarU64_OtherForms_AreMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadVarU64());

    [Theory]
    [InlineData("ffffffffffffffffff00", long.MaxValue)]
    [InlineData("8080808080808080807f", long.MinValue)]
    [InlineData("ffffffffffffffffff7f", -1L)]
    public void VarS64_AllowedForms_GiveTheNumber(string hex, long expected)
    {
        var reader = new WasmReader(Convert.FromHexString(hex));

        Assert.Equal(expected, reader.ReadVarS64());
    }

    [Theory]
    [InlineData("ffffffffffffffffff01", "too large")]
    [InlineData("8080808080808080807e", "too large")]
    [InlineData("ffffffffffffffffffff00", "too long")]
    public void VarS64_OtherForms_AreMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadVarS64());

    [Theory]
    [InlineData("02c328", "UTF-8")]
    [InlineData("03eda080", "UTF-8")]
    [InlineData("02c080", "UTF-8")]
    [InlineData("0461", "unexpected end")]
    public void Name_NotUtf8OrTooShort_IsMalformed(string hex, string message) => Malformed(hex, message, (ref WasmReader r) => r.ReadName());

    [Fact]
    public void Count_LargerThanTheRest_IsMalformedBeforeAnythingIsAllocated() =>
        Malformed("ff7f00", "do not fit", (ref WasmReader r) => r.ReadCount(1_000_000, "things"));

    [Fact]
    public void Count_AboveTheLimit_IsLimitExceeded()
    {
        var e = Assert.Throws<ComposeException>(() => new WasmReader([0x80, 0x80, 0x80, 0x80, 0x08]).ReadCount(1000, "things"));

        Assert.Equal(ErrorCodes.Component.LimitExceeded, e.Error.Code);
    }

    [Fact]
    public void Errors_InASlice_HaveTheOffsetOfTheWhole()
    {
        var e = Assert.Throws<ComposeException>(() =>
        {
            var reader = new WasmReader([1, 2, 3, 0x80, 0x80], baseOffset: 100);
            reader.Skip(3);
            WasmReader slice = reader.ReadSlice(2);
            slice.ReadVarU32();
        });

        Assert.Equal(105, e.Error.Where?.Offset);
    }

    [Fact]
    public void Numbers_WrittenAndRead_AreEqual()
    {
        var writer = new WasmWriter();
        long[] numbers = [0, 1, -1, 63, 64, -64, -65, 127, 128, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];
        foreach (long number in numbers)
        {
            writer.WriteVarS64(number);
            writer.WriteVarU64((ulong)number);
            writer.WriteVarS32((int)number);
            writer.WriteVarU32((uint)number);
        }

        var reader = new WasmReader(writer.WrittenSpan);
        foreach (long number in numbers)
        {
            Assert.Equal(number, reader.ReadVarS64());
            Assert.Equal((ulong)number, reader.ReadVarU64());
            Assert.Equal((int)number, reader.ReadVarS32());
            Assert.Equal((uint)number, reader.ReadVarU32());
        }

        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16384)]
    public void Sized_NestedContents_HaveTheShortestSizes(int length)
    {
        var content = new byte[length];
        var writer = new WasmWriter(16);
        int outer = writer.BeginSection(3);
        int inner = writer.BeginSized();
        writer.WriteBytes(content);
        writer.EndSized(inner);
        writer.EndSized(outer);

        var expected = new WasmWriter();
        var sized = new WasmWriter();
        sized.WriteSized(content);
        expected.WriteSection(3, sized.WrittenSpan);
        Assert.Equal(expected.ToArray(), writer.ToArray());
    }

    private delegate void Read(ref WasmReader reader);

    private static void Malformed(string hex, string message, Read read)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var e = Assert.Throws<ComposeException>(() =>
        {
            var reader = new WasmReader(bytes);
            read(ref reader);
        });

        Assert.Equal(ErrorCodes.Component.Malformed, e.Error.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Error.Where?.Offset);
    }
}
