using System.Diagnostics;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>Bytes that nobody meant well: every answer is a module or a <see cref="ComposeException"/>, and soon.</summary>
public sealed class HostileInputTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(60);

    [Fact]
    public void Truncation_AtEveryLength_IsAnErrorOrAModule()
    {
        byte[] bytes = CoreModuleBuilderTests.Everything();
        int valid = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            valid += Judge(bytes.AsMemory(0, length)) is null ? 1 : 0;
        }

        // Whole sections may be missing: the preamble alone, with the types, and without the names.
        Assert.InRange(valid, 2, 6);
    }

    [Fact]
    public void Mutation_OfAModuleWithEverySection_IsAnErrorOrAModule() => Mutate(CoreModuleBuilderTests.Everything(), 2_000, 1);

    [Theory]
    [InlineData("core-3.0/gc/type-subtyping.json")]
    [InlineData("core-3.0/exceptions/try_table.json")]
    [InlineData("core-3.0/memory64/memory64.json")]
    [InlineData("core-2.0/br_table.json")]
    [InlineData("core-2.0/elem.json")]
    public void Mutation_OfSuiteModules_IsAnErrorOrAModule(string json)
    {
        WastScript script = SuiteFile.Load("wasm-core", json);
        int seed = 0;
        foreach (WastCommand command in script.Commands)
        {
            if (command is { Kind: WastCommandKind.Module or WastCommandKind.ModuleDefinition, Binary: { } binary })
            {
                Mutate(script.ReadFile(binary), 100, ++seed);
            }
        }

        Assert.NotEqual(0, seed);
    }

    [Fact]
    public void Mutation_OfAGuest_IsAnErrorOrAModule()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("guests/p3-stackful.wasm"));
        Mutate(bytes, 200, 3);
    }

    [Fact]
    public void Body_InvalidAndThenUndecodable_IsMalformed()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineFunction(FuncType.Empty).Code.Op(Opcode.I32Add).Append([0xff]);

        Assert.Equal(ErrorCodes.Component.Malformed, Judge(builder.ToArray())?.Code);
    }

    [Fact]
    public void Locals_MoreThanTheLimit_AreRefused()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 1, 0xd1, 0x86, 3, 0x7f, 0x0b];

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(bytes)?.Code);
    }

    [Fact]
    public void Locals_ManyFunctionsOfMany_AreValidatedSoon()
    {
        var builder = new CoreModuleBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            builder.DefineFunction(FuncType.Empty);
        }

        byte[] small = builder.ToArray();
        var writer = new WasmWriter();
        writer.WriteBytes(small.AsSpan(0, small.Length - CodeSectionLength(small)));
        int section = writer.BeginSection(10);
        writer.WriteVarU32(20_000);
        for (int i = 0; i < 20_000; i++)
        {
            writer.WriteBytes([6, 1, 0xd0, 0x86, 3, 0x7f, 0x0b]);
        }

        writer.EndSized(section);
        Assert.Null(Judge(writer.ToArray()));
    }

    [Fact]
    public void Blocks_NestedBeyondTheLimit_AreRefused()
    {
        var builder = new CoreModuleBuilder();
        CodeWriter code = builder.DefineFunction(FuncType.Empty).Code;
        for (int i = 0; i < WasmLimits.ControlDepth + 1; i++)
        {
            code.Block();
        }

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(builder.ToArray())?.Code);
    }

    [Fact]
    public void Operands_BeyondTheLimit_AreRefused()
    {
        var builder = new CoreModuleBuilder();
        var many = new ValType[1000];
        Array.Fill(many, ValType.I32);
        int source = builder.ImportFunction("a", "b", new FuncType([], many));
        CodeWriter code = builder.DefineFunction(FuncType.Empty).Code;
        for (int i = 0; i < 100_000; i++)
        {
            code.Call(source);
        }

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(builder.ToArray())?.Code);
    }

    [Fact]
    public void BranchTable_ManyTargetsOfWideLabels_IsValidatedSoon()
    {
        var builder = new CoreModuleBuilder();
        var many = new ValType[1000];
        Array.Fill(many, ValType.I32);
        var wide = new FuncType([], many);
        int source = builder.ImportFunction("a", "b", wide);
        int type = builder.Type(wide);
        CodeWriter code = builder.DefineFunction(wide).Code;
        var labels = new int[1_000_000];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i & 1;
        }

        code.Block(BlockType.OfType(type)).Call(source).I32Const(0).BrTable(labels, 0).End();

        Assert.Null(Judge(builder.ToArray()));
    }

    [Fact]
    public void Unreachable_WideOperands_AreValidatedSoon()
    {
        var builder = new CoreModuleBuilder();
        var fields = new FieldType[10_000];
        Array.Fill(fields, new FieldType(ValType.I32, false));
        int type = builder.Type(SubType.OfStruct(fields));
        CodeWriter code = builder.DefineFunction(FuncType.Empty).Code.Unreachable();
        for (int i = 0; i < 200_000; i++)
        {
            code.Op(Opcode.StructNew, type).Drop().Op(Opcode.StructNewDefault, type).Drop();
        }

        Assert.Null(Judge(builder.ToArray()));
    }

    [Fact]
    public void CustomSections_BeyondTheLimit_AreRefused()
    {
        var writer = new WasmWriter();
        writer.WriteModuleHeader();
        for (int i = 0; i <= WasmLimits.CustomSections; i++)
        {
            writer.WriteSection(0, [0]);
        }

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(writer.ToArray())?.Code);
    }

    [Fact]
    public void Types_ChainOfSupertypesInOneGroup_IsRefusedSoon()
    {
        const int count = 50_000;
        var writer = new WasmWriter();
        writer.WriteModuleHeader();
        int section = writer.BeginSection(1);
        writer.WriteVarU32(1);
        writer.WriteByte(0x4e);
        writer.WriteVarU32(count);
        for (int i = 0; i < count; i++)
        {
            FieldType[] fields = [new FieldType(ValType.Ref(HeapType.Concrete(count - 1), true), false)];
            CoreTypeWriter.WriteSubType(writer, SubType.OfStruct(fields, isFinal: false, supertype: i - 1));
        }

        writer.EndSized(section);

        Assert.Equal(ErrorCodes.Component.LimitExceeded, Judge(writer.ToArray())?.Code);
    }

    private static int CodeSectionLength(byte[] module)
    {
        // 20,000 bodies of three bytes, their count, the section's size and id.
        var reader = new WasmReader(module);
        reader.Skip(8);
        while (true)
        {
            int start = reader.Position;
            byte id = reader.ReadByte();
            reader.ReadSizedSlice();
            if (id == 10)
            {
                return module.Length - start;
            }
        }
    }

    private static void Mutate(byte[] original, int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Campaign.Rounds(count); i++)
        {
            Judge(Mutation.Of(original, random));
        }
    }

    /// <summary>The error, or null for a valid module; anything else that is thrown fails the test.</summary>
    private static ComposeError? Judge(ReadOnlyMemory<byte> bytes)
    {
        long start = Stopwatch.GetTimestamp();
        ComposeError? error = null;
        try
        {
            CoreModule module = CoreModuleReader.Read(bytes, WasmFeatures.All);
            CoreModuleValidator.Validate(module);
            var names = new CoreNames(module);
            for (int i = 0; i < module.FunctionCount; i += 1 + (module.FunctionCount / 100))
            {
                Assert.NotEmpty(names.Describe(i) + "()");
            }
        }
        catch (ComposeException e)
        {
            error = e.Error;
            Assert.Equal("Component", error.Code.Domain);
            Assert.InRange(error.Where!.Offset!.Value, 0, bytes.Length);
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < s_soon, "took too long");
        return error;
    }
}
