using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

public sealed class CoreModuleBuilderTests
{
    private static readonly FuncType s_binary = new([ValType.I32, ValType.I32], [ValType.I32]);

    [Fact]
    public void Builder_ModuleWithEverySection_DecodesAndValidates()
    {
        byte[] bytes = Everything();

        CoreModule module = CoreModuleReader.Read(bytes, WasmFeatures.Wasm3);
        CoreModuleValidator.Validate(module);

        Assert.Equal(4, module.FunctionCount);
        Assert.Equal(2, module.ImportedFunctionCount);
        Assert.Equal(s_binary, module.FunctionTypeOf(2));
        Assert.Equal("add", module.FindExport("add")?.Name);
        Assert.Equal("hello"u8, module.BytesOf(module.Data[0]));
        Assert.Equal([2, 3], module.FunctionIndexesOf(module.Elements[0]));
        Assert.Equal(3, module.StartFunction);
        Assert.Equal(1, module.DataCount - 1);
        var names = new CoreNames(module);
        Assert.Equal("sample", names.ModuleName);
        Assert.Equal("sum", names.FunctionName(2));
        Assert.Equal("env.log", names.Describe(0));
        Assert.Equal("func[3]", names.Describe(3));
    }

    [Fact]
    public void Builder_SameCalls_SameBytes() => Assert.Equal(Everything(), Everything());

    [Fact]
    public void Builder_EqualFunctionTypes_ShareOneIndex()
    {
        var builder = new CoreModuleBuilder();

        Assert.Equal(builder.Type(s_binary), builder.Type(new FuncType([ValType.I32, ValType.I32], [ValType.I32])));
        Assert.NotEqual(builder.Type(s_binary), builder.Type(FuncType.Empty));
    }

    [Fact]
    public void Builder_ImportAfterDefinition_IsRefused()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineFunction(FuncType.Empty);

        Assert.Throws<InvalidOperationException>(() => builder.ImportFunction("a", "b", FuncType.Empty));
    }

    [Fact]
    public void Builder_LocalsOfOneType_AreOneGroup()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder function = builder.DefineFunction(s_binary);
        Assert.Equal(2, function.AddLocal(ValType.I32));
        Assert.Equal(3, function.AddLocal(ValType.I32));
        Assert.Equal(4, function.AddLocal(ValType.F64));
        function.Code.LocalGet(0);

        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        Assert.Equal([new LocalGroup(2, ValType.I32), new LocalGroup(1, ValType.F64)], module.LocalsOf(module.Bodies[0]).ToArray());
    }

    [Fact]
    public void Producers_WrittenAndRead_AreEqual()
    {
        var entries = new List<Producers.Entry>
        {
            new("language", "C#", "14"),
            new("processed-by", "compose", "0.1.0"),
            new("language", "Rust", "1.90"),
        };
        var writer = new WasmWriter();
        Producers.Write(writer, entries);
        var builder = new CoreModuleBuilder();
        builder.AddCustomSection(Producers.SectionName, writer.WrittenSpan);

        IReadOnlyList<Producers.Entry> read = Producers.Of(CoreModuleReader.Read(builder.ToArray()));

        Assert.Equal([entries[0], entries[2], entries[1]], read);
    }

    [Fact]
    public void Names_BrokenSection_GivesWhatCameBefore()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineFunction(FuncType.Empty);
        builder.DefineFunction(FuncType.Empty);
        builder.AddCustomSection(CoreNames.SectionName, [1, 8, 2, 0, 1, (byte)'a', 1, 9, (byte)'b', 0]);
        var names = new CoreNames(CoreModuleReader.Read(builder.ToArray()));

        Assert.Equal("a", names.FunctionName(0));
        Assert.Null(names.FunctionName(1));
        Assert.Null(names.ModuleName);
    }

    /// <summary>A module that uses every section and most forms.</summary>
    internal static byte[] Everything()
    {
        var builder = new CoreModuleBuilder();
        int log = builder.ImportFunction("env", "log", new FuncType([ValType.I32], []));
        int make = builder.ImportFunction("env", "make", new FuncType([], [ValType.I64, ValType.V128]));
        builder.ImportMemory("env", "memory", new MemoryType(new Limits(1, 2)));
        builder.ImportGlobal("env", "base", new GlobalType(ValType.I32, false));
        FunctionBuilder sum = builder.DefineFunction(s_binary, "sum");
        sum.Code.LocalGet(0).LocalGet(1).Op(Opcode.I32Add);
        FunctionBuilder start = builder.DefineFunction(FuncType.Empty);
        int local = start.AddLocal(ValType.F64);
        int second = builder.DefineMemory(new MemoryType(new Limits(1, Is64: true)));
        int table = builder.DefineTable(new TableType(ValType.FuncRef, new Limits(4)));
        int tag = builder.DefineTag(new FuncType([ValType.I32], []));
        int counter = builder.DefineGlobal(new GlobalType(ValType.I64, true), new CodeWriter().I64Const(-7));
        builder.DefineGlobal(new GlobalType(ValType.FuncRef, false), new CodeWriter().RefFunc(start.Index));
        int data = builder.AddData(0, 16, "hello"u8);
        int passive = builder.AddPassiveData([1, 2, 3]);
        builder.AddElements(table, 0, [sum.Index, start.Index]);
        builder.DeclareElements([log]);
        Assert.Equal((0, 1), (data, passive));
        start.Code
            .F64Const(BitConverter.DoubleToUInt64Bits(1.5)).LocalSet(local)
            .Block().Loop().I32Const(0).BrIf(1).I32Const(1).If(BlockType.Of(ValType.I32)).I32Const(1).Else().I32Const(2).End()
            .BrTable([0, 1], 1).End().End()
            .I32Const(3).I32Const(4).I32Const(0).CallIndirect(builder.Type(s_binary), table).Call(log)
            .Call(make).Drop().GlobalSet(counter)
            .I64Const(8).I32Const(65).Access(Opcode.I32Store8, offset: 3, memory: second)
            .I64Const(0).I32Const(16).I32Const(5).MemoryCopy(second, 0)
            .I64Const(0).I32Const(0).I32Const(3).MemoryInit(passive, second)
            .RefNull(HeapType.Of(HeapKind.Func)).Op(Opcode.RefIsNull).Drop()
            .I32Const(0).If().I32Const(9).Op(Opcode.Throw, tag).End();
        builder.Export("add", sum);
        builder.Export("memory", ExternKind.Memory, second);
        builder.Start(start.Index);
        builder.NameModule("sample");
        return builder.ToArray();
    }
}
