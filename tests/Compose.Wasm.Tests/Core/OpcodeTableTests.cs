using System.Text;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

public sealed class OpcodeTableTests
{
    [Fact]
    public void Table_EveryOpcode_HasARowOfItsName()
    {
        foreach (Opcode opcode in Enum.GetValues<Opcode>())
        {
            Assert.True(OpcodeTable.Of(opcode).Exists, $"{opcode} has no row");
            Assert.Equal(opcode.ToString(), Pascal(OpcodeTable.NameOf(opcode)));
        }
    }

    [Fact]
    public void Table_EveryRow_HasAnOpcode()
    {
        for (int i = 0; i < OpcodeTable.Size; i++)
        {
            Assert.Equal(Enum.IsDefined((Opcode)i), OpcodeTable.Of((Opcode)i).Exists);
        }
    }

    [Theory]
    [InlineData(Opcode.I32Add, "i32.add", 0, 0x6a)]
    [InlineData(Opcode.ArrayCopy, "array.copy", 0xfb, 17)]
    [InlineData(Opcode.MemoryCopy, "memory.copy", 0xfc, 10)]
    [InlineData(Opcode.I32x4RelaxedDotI8x16I7x16AddS, "i32x4.relaxed_dot_i8x16_i7x16_add_s", 0xfd, 275)]
    [InlineData(Opcode.I64AtomicRmw32CmpxchgU, "i64.atomic.rmw32.cmpxchg_u", 0xfe, 0x4e)]
    public void Encoding_Samples_AreThoseOfTheSpecification(Opcode opcode, string name, byte prefix, uint number)
    {
        Assert.Equal(name, OpcodeTable.NameOf(opcode));
        Assert.Equal((prefix, number), OpcodeTable.Encoding(opcode));
        Assert.Equal((int)opcode, Math.Max(0, OpcodeTable.PrefixBase(prefix)) + (int)number);
    }

    [Fact]
    public void Rows_OfSamples_HoldSignatureFeatureAndSize()
    {
        OpcodeInfo store = OpcodeTable.Of(Opcode.I64Store16);
        Assert.True(store.IsSimple);
        Assert.Equal(2, store.ParamCount);
        Assert.Equal(OperandKind.Address, store.Param(0));
        Assert.Equal(OperandKind.I64, store.Param(1));
        Assert.Equal(OperandKind.None, store.Result);
        Assert.Equal(1, store.SizeLog2);
        Assert.Equal(ImmediateKind.MemArg, store.Immediates);
        Assert.Equal(WasmFeatures.None, store.Feature);
        Assert.Equal(WasmFeatures.RelaxedSimd, OpcodeTable.Of(Opcode.F32x4RelaxedMadd).Feature);
        Assert.Equal(3, OpcodeTable.Of(Opcode.F32x4RelaxedMadd).ParamCount);
        Assert.Equal(OperandKind.V128, OpcodeTable.Of(Opcode.F32x4RelaxedMadd).Param(2));
        Assert.False(OpcodeTable.Of(Opcode.Call).IsSimple);
    }

    [Theory]
    [InlineData(Opcode.I32Add, "1.0")]
    [InlineData(Opcode.MemoryCopy, "2.0")]
    [InlineData(Opcode.I8x16Swizzle, "2.0")]
    [InlineData(Opcode.StructNew, "3.0")]
    [InlineData(Opcode.ReturnCall, "3.0")]
    [InlineData(Opcode.I64Add128, null)]
    [InlineData(Opcode.I32AtomicLoad, null)]
    public void Since_Samples_IsTheEditionThatTookThemIn(Opcode opcode, string? edition) =>
        Assert.Equal(edition, OpcodeTable.SinceOf(opcode));

    [Fact]
    public void Since_EveryOpcode_IsAllowedByTheFeaturesOfItsEdition()
    {
        foreach (Opcode opcode in Enum.GetValues<Opcode>())
        {
            WasmFeatures edition = OpcodeTable.SinceOf(opcode) switch
            {
                "1.0" => WasmFeatures.Wasm1,
                "2.0" => WasmFeatures.Wasm2 & ~WasmFeatures.Wasm1,
                "3.0" => WasmFeatures.Wasm3 & ~WasmFeatures.Wasm2,
                _ => WasmFeatures.All & ~WasmFeatures.Wasm3,
            };
            WasmFeatures feature = OpcodeTable.Of(opcode).Feature;
            Assert.True(feature == WasmFeatures.None ? edition == WasmFeatures.Wasm1 : (edition & feature) != 0, $"{opcode} {feature}");
        }

        Assert.Null(OpcodeTable.SinceOf((Opcode)0x06));
    }

    private static string Pascal(string name)
    {
        var text = new StringBuilder();
        bool upper = true;
        foreach (char c in name)
        {
            if (c is '.' or '_')
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return text.ToString();
    }
}
