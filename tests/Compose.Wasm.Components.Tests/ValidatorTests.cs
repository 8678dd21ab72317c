using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>Rules that the public suite does not reach, and what the validator hands on.</summary>
public sealed class ValidatorTests
{
    private static readonly ComponentOptions s_all = new() { Features = ComponentFeatures.All };

    /// <summary>A component with one core module whose only function pops from an empty stack.</summary>
    private static byte[] WithInvalidBody()
    {
        var module = new CoreModuleBuilder();
        module.DefineFunction(new FuncType([], [ValType.I32]));
        var b = new ComponentBuilder();
        b.CoreModule(module.ToArray());
        return b.ToArray();
    }

    [Fact]
    public void DeferredBodies_AreLeftToTheValidatorOfTheModule()
    {
        Assert.Throws<ComposeException>(() => ComponentValidator.Validate(WithInvalidBody()));
        ResolvedComponent component = ComponentValidator.Validate(WithInvalidBody(), new ComponentOptions { DeferFunctionBodies = true });
        var module = Assert.IsType<CoreModuleDefinition>(component.Syntax.Definitions[0]);
        var e = Assert.Throws<ComposeException>(() => component.ValidatorOf(module).ValidateFunctions());
        Assert.Equal(ErrorCodes.Component.Invalid, e.Error.Code);
        Assert.True(e.Error.Where!.Offset > module.Offset);
    }

    [Theory]
    [InlineData(PrimitiveKind.Bool, new byte[] { 1 }, true)]
    [InlineData(PrimitiveKind.Bool, new byte[] { 2 }, false)]
    [InlineData(PrimitiveKind.U16, new byte[] { 0xff, 0xff, 0x03 }, true)]
    [InlineData(PrimitiveKind.U16, new byte[] { 0xff, 0xff, 0x07 }, false)]
    [InlineData(PrimitiveKind.S16, new byte[] { 0x80, 0x80, 0x7e }, true)]
    [InlineData(PrimitiveKind.F32, new byte[] { 0, 0, 0xc0, 0x7f }, true)]
    [InlineData(PrimitiveKind.F32, new byte[] { 1, 0, 0xc0, 0x7f }, false)]
    [InlineData(PrimitiveKind.Char, new byte[] { 0xe2, 0x82, 0xac }, true)]
    [InlineData(PrimitiveKind.Char, new byte[] { 0xed, 0xa0, 0x80 }, false)]
    [InlineData(PrimitiveKind.String, new byte[] { 2, 0x68, 0x69 }, true)]
    [InlineData(PrimitiveKind.String, new byte[] { 3, 0x68, 0x69 }, false)]
    [InlineData(PrimitiveKind.U8, new byte[] { 1, 2 }, false)]
    public void Values_AreCheckedAgainstTheirType(PrimitiveKind type, byte[] content, bool valid)
    {
        // The value is exported, because each must be used once.
        var writer = new WasmWriter();
        writer.WriteBytes([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
        int section = writer.BeginSection(12);
        writer.WriteVarU32(1);
        writer.WriteByte((byte)type);
        writer.WriteSized(content);
        writer.EndSized(section);
        section = writer.BeginSection(11);
        writer.WriteBytes([1, 0]);
        writer.WriteName("v");
        writer.WriteBytes([2, 0, 0]);
        writer.EndSized(section);
        if (valid)
        {
            Assert.Equal(type, ((PrimitiveType)ComponentValidator.Validate(writer.ToArray(), s_all).Exports[0].Type.AsValue!).Kind);
        }
        else
        {
            Assert.Throws<ComposeException>(() => ComponentValidator.Validate(writer.ToArray(), s_all));
        }
    }

    [Theory]
    [InlineData("a:b/c@1", ".2.3", true)]
    [InlineData("a:b/c@0.2", ".6-rc.1", true)]
    [InlineData("a:b/c@0.0.1", "-alpha", true)]
    [InlineData("a:b/c@1", ".2", false)]
    [InlineData("a:b/c@0.2", "6.1", false)]
    [InlineData("a:b/c@1.2.3", ".4", false)]
    [InlineData("a:b/c", ".1.0", false)]
    public void VersionSuffix_MustCompleteACanonicalVersion(string name, string suffix, bool valid)
    {
        var b = new ComponentBuilder();
        b.ImportInstance(name, b.Define(new InstanceTypeBuilder()), new ExternAttributes(VersionSuffix: suffix));
        if (valid)
        {
            Assert.Equal(suffix, ComponentValidator.Validate(b.ToArray(), s_all).Imports[0].Attributes.VersionSuffix);
        }
        else
        {
            Assert.Throws<ComposeException>(() => ComponentValidator.Validate(b.ToArray(), s_all));
        }
    }

    [Fact]
    public void Implements_OfAPlainName_IsTheInterface()
    {
        var b = new ComponentBuilder();
        b.ImportInstance("cache", b.Define(new InstanceTypeBuilder()), new ExternAttributes(Implements: "demo:kv/store@1.2.0"));
        ComponentExtern import = ComponentValidator.Validate(b.ToArray()).Imports[0];
        Assert.Equal("demo:kv/store@1", import.Interface!.TrackKey);
        Assert.Equal("cache", import.Name);
    }

    [Fact]
    public void Borrow_InAStream_IsRefused()
    {
        var b = new ComponentBuilder();
        TypeIndex resource = b.ImportType("r", ExternTypeSyntax.NewResource());
        b.Stream(b.Borrow(resource));
        var e = Assert.Throws<ComposeException>(() => ComponentValidator.Validate(b.ToArray()));
        Assert.Contains("borrow", e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MapKey_OfAFloat_IsRefused()
    {
        var b = new ComponentBuilder();
        b.Map(PrimitiveKind.F64, PrimitiveKind.U8);
        Assert.Throws<ComposeException>(() => ComponentValidator.Validate(b.ToArray()));
    }

    [Fact]
    public void Value_OfHalfTheAddressSpace_IsRefused()
    {
        var b = new ComponentBuilder();
        b.FixedList(PrimitiveKind.U64, 1 << 25);
        var e = Assert.Throws<ComposeException>(() => ComponentValidator.Validate(b.ToArray(), s_all));
        Assert.Equal(ErrorCodes.Component.Invalid, e.Error.Code);
    }

    [Fact]
    public void CanonTable_EveryRow_IsFoundByItsCodeAndHasAName()
    {
        Assert.Equal(47, CanonOpcodes.All.Count());
        foreach (CanonOpcode row in CanonOpcodes.All)
        {
            Assert.Same(row, CanonOpcodes.Find((byte)row.Operation));
            Assert.NotEmpty(row.Name);
            Assert.NotEmpty(row.Since);
        }

        Assert.Equal(CanonOpcodes.All.Count(), CanonOpcodes.All.Select(row => row.Name).Distinct().Count());
        Assert.All(Enum.GetValues<CanonOperation>(), operation => Assert.NotNull(CanonOpcodes.Of(operation)));
    }

    [Fact]
    public void Feature_ThatIsOff_IsNamedInTheError()
    {
        var b = new ComponentBuilder();
        b.FixedList(PrimitiveKind.U8, 4);
        var e = Assert.Throws<ComposeException>(() => ComponentValidator.Validate(b.ToArray()));
        Assert.Equal(ErrorCodes.Component.NotSupported, e.Error.Code);
        Assert.Contains("FixedLengthLists", e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneComponent_ValidatedByManyThreads_GivesTheSameTypes()
    {
        Component component = ComponentReader.Read(Guests.Read("zoo"));
        string expected = TypePrinter.Describe(ComponentValidator.Validate(component).Type);
        string[] texts = new string[8];
        Parallel.For(0, texts.Length, i => texts[i] = TypePrinter.Describe(ComponentValidator.Validate(component).Type));
        Assert.All(texts, text => Assert.Equal(expected, text));
    }
}
