using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>The validator stepped along with a decoder, as a translator does.</summary>
public sealed class FunctionValidatorTests
{
    // The loop for common instructions must be a short cut to the same verdict, in the same words, at the same offset.
    [Theory]
    [InlineData("core-2.0/block.json")]
    [InlineData("core-2.0/br_if.json")]
    [InlineData("core-2.0/br_table.json")]
    [InlineData("core-2.0/call.json")]
    [InlineData("core-2.0/global.json")]
    [InlineData("core-2.0/if.json")]
    [InlineData("core-2.0/local_tee.json")]
    [InlineData("core-2.0/memory.json")]
    [InlineData("core-2.0/select.json")]
    [InlineData("core-2.0/unreachable.json")]
    [InlineData("core-2.0/float_memory.json")]
    [InlineData("core-3.0/memory64/address64.json")]
    [InlineData("core-3.0/multi-memory/load0.json")]
    public void Validate_Mutants_AreJudgedAsByEveryStep(string json)
    {
        WastScript script = SuiteFile.Load("wasm-core", json);
        int judged = 0, invalid = 0, seed = 0;
        foreach (WastCommand command in script.Commands)
        {
            if (command.Kind is not (WastCommandKind.Module or WastCommandKind.ModuleDefinition or WastCommandKind.AssertInvalid) || command.Binary is not { } binary)
            {
                continue;
            }

            byte[] original = script.ReadFile(binary);
            var random = new Random(++seed);
            for (int i = 0; i < Campaign.Rounds(60); i++)
            {
                if (Prepare(i == 0 ? original : Mutation.InPlace(original, random)) is not { } validator)
                {
                    continue;
                }

                for (int function = validator.Module.ImportedFunctionCount; function < validator.Module.FunctionCount; function++)
                {
                    string expected = Outcome(() => ValidateByStep(validator, function));
                    Assert.Equal(expected, Outcome(() => validator.ValidateFunction(function)));
                    judged++;
                    invalid += expected.Length > 0 ? 1 : 0;
                }
            }
        }

        Assert.True(judged > 20 && invalid > 2, $"{judged} functions, {invalid} of them invalid");
    }

    private static CoreModuleValidator? Prepare(byte[] bytes)
    {
        try
        {
            var validator = new CoreModuleValidator(CoreModuleReader.Read(bytes, WasmFeatures.Wasm3));
            validator.ValidateModule();
            return validator;
        }
        catch (ComposeException)
        {
            return null;
        }
    }

    private static void ValidateByStep(CoreModuleValidator owner, int function)
    {
        FunctionValidator validator = owner.CreateFunctionValidator();
        validator.Begin(function);
        OperatorReader op = owner.Module.OperatorsOf(owner.Module.BodyOf(function));
        try
        {
            while (op.MoveNext())
            {
                validator.Step(ref op);
            }
        }
        catch (ComposeException e) when (e.Error.Code == ErrorCodes.Component.Invalid)
        {
            while (op.MoveNext())
            {
            }

            throw;
        }
    }

    private static string Outcome(Action validate)
    {
        try
        {
            validate();
            return string.Empty;
        }
        catch (ComposeException e)
        {
            return e.Error.ToString();
        }
    }

    [Fact]
    public void Step_StraightCode_ShowsOperandTypesBeforeAndAfter()
    {
        (CoreModule module, int function) = Build(
            new FuncType([ValType.I64, ValType.F32], [ValType.I64]),
            code => code.LocalGet(0).LocalGet(1).Op(Opcode.I64TruncF32S).Op(Opcode.I64Add));
        FunctionValidator validator = new CoreModuleValidator(module).CreateFunctionValidator();
        validator.Begin(function);
        OperatorReader op = module.OperatorsOf(module.BodyOf(function));
        var seen = new List<string>();
        while (op.MoveNext())
        {
            seen.Add($"{OpcodeTable.NameOf(op.Opcode)} [{string.Join(' ', validator.Operands.ToArray())}]");
            validator.Step(ref op);
        }

        Assert.Equal(
            ["local.get []", "local.get [i64]", "i64.trunc_f32_s [i64 f32]", "i64.add [i64 i64]", "end [i64]"], seen);
        Assert.Equal(0, validator.FrameCount);
        Assert.Equal(0, op.Depth);
        Assert.Equal(2, validator.LocalCount);
        Assert.Equal(ValType.F32, validator.LocalType(1));
    }

    [Fact]
    public void Step_Blocks_ShowLabelsAndReachability()
    {
        (CoreModule module, int function) = Build(new FuncType([ValType.I32], [ValType.I32]), code => code
            .Loop(BlockType.Of(ValType.I32)).LocalGet(0).Br(1).Drop().I32Const(1).End());
        FunctionValidator validator = new CoreModuleValidator(module).CreateFunctionValidator();
        validator.Begin(function);
        OperatorReader op = module.OperatorsOf(module.BodyOf(function));
        Next(ref op, Opcode.Loop);
        Assert.Equal(Opcode.Loop, validator.Frame(0).Kind);
        Assert.Equal(Opcode.Call, validator.Frame(1).Kind);
        Assert.Empty(validator.LabelTypes(0).ToArray());
        Assert.Equal([ValType.I32], validator.FrameResults(0).ToArray());
        Assert.Equal([ValType.I32], validator.LabelTypes(1).ToArray());
        Next(ref op, Opcode.LocalGet);
        Assert.Equal(ValType.I32, validator.Operand(0));
        Next(ref op, Opcode.Br);
        Assert.True(validator.IsUnreachable);
        Assert.Equal(ValType.Bottom, validator.Operand(0));
        Next(ref op, Opcode.Drop);
        Next(ref op, Opcode.I32Const);
        Assert.Equal(ValType.I32, validator.Operand(0));
        Next(ref op, Opcode.End);
        Assert.False(validator.IsUnreachable);
        Assert.Equal(1, validator.StackHeight);

        void Next(ref OperatorReader reader, Opcode expected)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(expected, reader.Opcode);
            validator.Step(ref reader);
        }
    }

    [Fact]
    public void Local_BeyondTheExpandedOnes_HasItsType()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder function = builder.DefineFunction(new FuncType([ValType.I32], []));
        ValType[] types = [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128];
        var expected = new List<ValType> { ValType.I32 };
        for (int i = 0; i < 3_000; i++)
        {
            ValType type = types[i / 7 % types.Length];
            Assert.Equal(expected.Count, function.AddLocal(type));
            expected.Add(type);
        }

        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        FunctionValidator validator = new CoreModuleValidator(module).CreateFunctionValidator();
        validator.Begin(function.Index);

        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i], validator.LocalType(i));
        }
    }

    [Fact]
    public void Operators_Immediates_AreThoseWritten()
    {
        (CoreModule module, int function) = Build(FuncType.Empty, code => code
            .V128Const(1, 2).Drop().F64Const(0x7ff4_0000_0000_0001).Drop().Block().I32Const(0).BrTable([0, 1, 0], 1).End()
            .I32Const(4).Access(Opcode.I64Load32U, offset: 70_000, alignLog2: 1).Drop().I64Const(long.MinValue).Drop());
        OperatorReader op = module.OperatorsOf(module.BodyOf(function));
        Assert.True(op.MoveNext());
        Assert.Equal((1ul, 2ul), op.V128Halves);
        op.MoveNext();
        op.MoveNext();
        Assert.Equal(0x7ff4_0000_0000_0001ul, op.F64Bits);
        op.MoveNext();
        op.MoveNext();
        Assert.Equal(2, op.Depth);
        op.MoveNext();
        op.MoveNext();
        var labels = new List<uint>();
        foreach (uint label in op.BranchTargets)
        {
            labels.Add(label);
        }

        Assert.Equal([0u, 1, 0], labels);
        Assert.Equal(1u, op.BranchTargets.Default);
        op.MoveNext();
        op.MoveNext();
        op.MoveNext();
        Assert.Equal(new MemArg(1, 0, 70_000), op.MemArg);
        op.MoveNext();
        op.MoveNext();
        Assert.Equal(long.MinValue, op.I64);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Functions_OnSeveralThreads_ReportTheFirstError(int threads)
    {
        var builder = new CoreModuleBuilder();
        for (int i = 0; i < 1_000; i++)
        {
            CodeWriter code = builder.DefineFunction(FuncType.Empty).Code;
            if (i is 700 or 300 or 999)
            {
                code.I32Const(1);
            }
        }

        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        var e = Assert.Throws<ComposeException>(() => CoreModuleValidator.Validate(module, threads: threads));

        Assert.Contains("function 300:", e.Message, StringComparison.Ordinal);
    }

    private static (CoreModule Module, int Function) Build(FuncType type, Action<CodeWriter> write)
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder function = builder.DefineFunction(type);
        write(function.Code);
        return (CoreModuleReader.Read(builder.ToArray()), function.Index);
    }
}
