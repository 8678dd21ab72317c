using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

public sealed class FeatureTests
{
    [Theory]
    [InlineData(Opcode.I32Extend8S, WasmFeatures.SignExtension)]
    [InlineData(Opcode.I32TruncSatF32S, WasmFeatures.SaturatingFloatToInt)]
    [InlineData(Opcode.I8x16Add, WasmFeatures.Simd)]
    [InlineData(Opcode.F32x4RelaxedMadd, WasmFeatures.RelaxedSimd)]
    [InlineData(Opcode.ThrowRef, WasmFeatures.Exceptions)]
    [InlineData(Opcode.RefEq, WasmFeatures.Gc)]
    [InlineData(Opcode.RefAsNonNull, WasmFeatures.FunctionReferences)]
    [InlineData(Opcode.I64MulWideS, WasmFeatures.WideArithmetic)]
    public void Instruction_FeatureOff_IsNotSupportedAndNamesTheFeature(Opcode opcode, WasmFeatures feature)
    {
        var builder = new CoreModuleBuilder();
        builder.DefineFunction(FuncType.Empty).Code.Unreachable().Op(opcode).Unreachable();
        byte[] bytes = builder.ToArray();
        CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, WasmFeatures.All));

        var e = Assert.Throws<ComposeException>(() => CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, WasmFeatures.All & ~feature)));

        Assert.Equal(ErrorCodes.Component.NotSupported, e.Error.Code);
        Assert.Contains(feature.ToString(), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondMemory_OneMemoryOnly_IsInvalid()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        builder.DefineMemory(new MemoryType(new Limits(1)));
        CoreModule module = CoreModuleReader.Read(builder.ToArray(), WasmFeatures.Wasm2);

        var e = Assert.Throws<ComposeException>(() => CoreModuleValidator.Validate(module));

        Assert.Equal(ErrorCodes.Component.Invalid, e.Error.Code);
    }

    [Fact]
    public void Memory_OfEveryKind_SurvivesWritingAndReading()
    {
        MemoryType[] types =
        [
            new(new Limits(1)),
            new(new Limits(0, 65536)),
            new(new Limits(1, 1ul << 40, Is64: true)),
            new(new Limits(1, 2, IsShared: true)),
            new(new Limits(100, 5000), PageSizeLog2: 0),
        ];
        var builder = new CoreModuleBuilder();
        foreach (MemoryType type in types)
        {
            builder.DefineMemory(type);
        }

        CoreModule module = CoreModuleReader.Read(builder.ToArray(), WasmFeatures.All);
        CoreModuleValidator.Validate(module);

        Assert.Equal(types, module.Memories);
    }

    [Fact]
    public void Component_ReadAsAModule_SaysWhatItIs()
    {
        var e = Assert.Throws<ComposeException>(() => CoreModuleReader.Read(new byte[] { 0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0 }));

        Assert.Equal(ErrorCodes.Component.Malformed, e.Error.Code);
        Assert.Contains("component", e.Error.Hint, StringComparison.Ordinal);
    }
}
