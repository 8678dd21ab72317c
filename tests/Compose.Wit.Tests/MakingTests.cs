using System.Diagnostics;
using Compose.Testing;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wasm.Listing;
using Compose.Wit.Binary;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Making;

namespace Compose.Wit.Tests;

/// <summary>
/// Components made of core modules: of every guest the main module is taken out, its world is embedded, and the
/// component that is made again must mean the same as the guest, which other tools made.
/// </summary>
public sealed class MakingTests
{
    private static readonly string[] s_plain =
    [
        "markdown", "kv-memory", "kv-prefix", "c-filter", "pass", "tagger", "report-cli", "zoo", "zoo-caller", "echo", "echo-bench",
        "kernels-cli", "montecarlo", "montecarlo-cli", "agent", "agent-cli", "notes-http", "fetcher", "files", "net-tool", "text-pipe",
        "p3-hello", "p3-hello-mixed", "p3-provider", "p3-sync-caller",
    ];

    public static TheoryData<string, string?> Guests()
    {
        var data = new TheoryData<string, string?>();
        foreach (string name in s_plain)
        {
            data.Add(name, null);
        }

        data.Add("hostile", null);
        data.Add("go-filter", "reactor");
        data.Add("go-command", "reactor");
        return data;
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public void Guest_MadeAgainOfItsModule_HasTheSameWorld(string name, string? adapter)
    {
        byte[] guest = File.ReadAllBytes(SharedData.Require($"guests/{name}.wasm"));
        ResolvedWit world = WitDecoder.Decode(guest);
        byte[] module = ComponentEmbedder.Embed(MainModule(guest), world, world.SelectWorld(null));
        byte[] made = ComponentMaker.Make(module, Options(adapter));
        ComponentValidator.Validate(made);
        Assert.Equal(IdOf(world), IdOf(WitDecoder.Decode(made)));
        Assert.Equal(made, ComponentMaker.Make(module, Options(adapter)));
    }

    [Fact]
    public void Program_OfWasiPreview1_IsACommandWithItsAdapter()
    {
        byte[] guest = File.ReadAllBytes(SharedData.Require("guests/c-command.wasm"));
        byte[] made = ComponentMaker.Make(MainModule(guest), Options("command"));
        Assert.Equal(IdOf(WitDecoder.Decode(guest)), IdOf(WitDecoder.Decode(made)));
    }

    [Fact]
    public void Program_OfWasiPreview1WithoutAdapter_SaysWhereToGetIt()
    {
        byte[] guest = File.ReadAllBytes(SharedData.Require("guests/c-command.wasm"));
        ComposeError error = Assert.Single(Assert.Throws<ComposeException>(() => ComponentMaker.Make(MainModule(guest))).Errors);
        Assert.Equal(ErrorCodes.Wit.EmbeddingFailed, error.Code);
        Assert.Contains("--adapt wasi_snapshot_preview1=FILE", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_WithTheAdapterOfPrograms_IsToldSo()
    {
        byte[] guest = File.ReadAllBytes(SharedData.Require("guests/go-filter.wasm"));
        ResolvedWit world = WitDecoder.Decode(guest);
        byte[] module = ComponentEmbedder.Embed(MainModule(guest), world, world.SelectWorld(null));
        Assert.Contains("reactor", Assert.Throws<ComposeException>(() => ComponentMaker.Make(module, Options("command"))).Error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("world w { export f: func(a: u32) -> u32; }", null)]
    [InlineData("world w { export f: func(a: u32) -> u64; }", "has the core type [i32] -> [i32], and the world asks for [i32] -> [i64]")]
    [InlineData("world w { export g: func(); }", "has no export `g`")]
    [InlineData("world w { export f: func(a: u32) -> u32; export i: interface { f: func(); } }", "has no export `i#f`")]
    [InlineData("world w { import i: interface { f: func(); } export f: func(a: u32) -> u32; }", null)]
    public void Module_IsHeldToItsWorld(string world, string? complaint)
    {
        byte[] module = Embed(Doubling().ToArray(), world);
        if (complaint is null)
        {
            ResolvedComponent made = ComponentValidator.Validate(ComponentMaker.Make(module));
            Assert.Equal("f", Assert.Single(made.Exports).Name);
            Assert.Empty(made.Imports);
            return;
        }

        Assert.Contains(complaint, Assert.Throws<ComposeException>(() => ComponentMaker.Make(module)).Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env", "printf", "an undefined function was left to the host")]
    [InlineData("$root", "[error-context-drop]", "bind the world without it")]
    [InlineData("a:b/c", "f", "add it to the world")]
    public void Import_ThatNobodyAnswers_IsNamed(string module, string name, string hint)
    {
        CoreModuleBuilder builder = new();
        builder.ImportFunction(module, name, FuncType.Empty);
        ComposeError error = Assert.Throws<ComposeException>(() => ComponentMaker.Make(Embed(builder.ToArray(), "world w {}"))).Error;
        Assert.Equal(ErrorCodes.Wit.EmbeddingFailed, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_WithoutMemoryOrAllocator_AreRefused()
    {
        CoreModuleBuilder builder = new();
        FunctionBuilder function = builder.DefineFunction(new FuncType([ValType.I32, ValType.I32], []));
        builder.Export("f", function);
        IReadOnlyList<ComposeError> errors = Assert.Throws<ComposeException>(
            () => ComponentMaker.Make(Embed(builder.ToArray(), "world w { export f: func(s: string); }"))).Errors;
        Assert.Equal(2, errors.Count);
        Assert.Contains("memory", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("allocator", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Imports_OfTwoVersionsOfATrack_AreOneOfTheNewest()
    {
        CoreModuleBuilder builder = new();
        builder.ImportFunction("a:b/i@0.2.1", "f", FuncType.Empty);
        builder.ImportFunction("a:b/i@0.2.5", "g", FuncType.Empty);
        byte[] module = Embed(builder.ToArray(), "world w { import a:b/i@0.2.1; } package a:b@0.2.1 { interface i { f: func(); } }");
        module = Embed(module, "world w { import a:b/i@0.2.5; } package a:b@0.2.5 { interface i { f: func(); g: func(); } }");
        ComponentExtern import = Assert.Single(ComponentValidator.Validate(ComponentMaker.Make(module)).Imports);
        Assert.Equal("a:b/i@0.2.5", import.Name);
        Assert.Equal(["f", "g"], import.Type.AsInstance!.Exports.Select(item => item.Name).Order());
    }

    [Fact]
    public void Imports_OfOneNameTwice_AreBothAnswered()
    {
        CoreModuleBuilder builder = new();
        builder.ImportFunction("a:b/i", "f", FuncType.Empty);
        builder.ImportFunction("a:b/i", "f", FuncType.Empty);
        byte[] made = ComponentMaker.Make(Embed(builder.ToArray(), "world w { import a:b/i; } package a:b { interface i { f: func(); } }"));
        Assert.Single(ComponentValidator.Validate(made).Imports);
    }

    /// <summary>What is needed of a stream of a function that is never called is its type, which the reference keeps as we do.</summary>
    [Theory]
    [InlineData("[stream-new-0]f", "small")]
    [InlineData("[future-drop-readable-1]f", "r")]
    [InlineData("[future-new-2]f", "")]
    [InlineData("[stream-drop-writable-unit]f", "")]
    [InlineData("[stream-new-0]g", "inner|outer")]
    public void Stream_OfAFunctionThatIsNotCalled_NeedsItsTypeAlone(string name, string types)
    {
        const string World = """
            world w { import a:b/i; import a:b/j; }
            package a:b {
                interface i {
                    use j.{inner as small};
                    record big { a: u32, b: string }
                    record outer { inner: inner }
                    resource r;
                    use j.{inner};
                    f: func(a: big, s: stream<small>, t: future<own<r>>) -> result<big, future<u8>>;
                    g: func(s: stream<outer>);
                }
                interface j { record inner { x: u8 } other: func(); }
            }
            """;
        CoreModuleBuilder builder = new();
        FuncType type = name.Contains("new", StringComparison.Ordinal) ? new FuncType([], [ValType.I64]) : new FuncType([ValType.I32], []);
        builder.ImportFunction("a:b/i", name, type);
        byte[] module = Embed(builder.ToArray(), World);
        byte[] made = ComponentMaker.Make(module);
        ComponentExtern? import = ComponentValidator.Validate(made).Imports.FirstOrDefault(item => item.Name == "a:b/i");
        Assert.Equal(types, string.Join('|', (import?.Type.AsInstance!.Exports ?? []).Select(item => item.Name).Order(StringComparer.Ordinal)));
        if (SharedData.Find("peers/linux-x64/wasm-tools") is { } tools)
        {
            Assert.Equal(IdOf(WitDecoder.Decode(MadeBy(tools, module))), IdOf(WitDecoder.Decode(made)));
        }
    }

    [Fact]
    public void Stream_OfAFunctionThatIsCalledToo_LeavesTheFunction()
    {
        CoreModuleBuilder builder = new();
        builder.ImportFunction("a:b/i", "[stream-new-0]f", new FuncType([], [ValType.I64]));
        builder.ImportFunction("a:b/i", "f", new FuncType([ValType.I32, ValType.I32], []));
        byte[] made = ComponentMaker.Make(Embed(builder.ToArray(), "world w { import a:b/i; } package a:b { interface i { f: func(a: u32, s: stream<u8>); g: func(); } }"));
        ComponentExtern import = Assert.Single(ComponentValidator.Validate(made).Imports);
        Assert.Equal("f", Assert.Single(import.Type.AsInstance!.Exports).Name);
    }

    [Fact]
    public void Module_WithBrokenMetadata_IsRefused()
    {
        CoreModuleBuilder builder = new();
        builder.AddCustomSection("component-type", [1, 2, 3]);
        Assert.Equal(ErrorCodes.Wit.EmbeddingFailed, Assert.Throws<ComposeException>(() => ComponentMaker.Make(builder.ToArray())).Error.Code);
    }

    public static TheoryData<string> Worlds() => [.. WitSuite.Cases(failing: false)];

    /// <summary>Dummy modules for the worlds of the public suite, made and turned into components by the reference.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void World_OfTheSuite_BecomesWhatTheReferenceMakes(string name)
    {
        string tools = SharedData.RequireTool("wasm-tools");
        ResolvedWit wit = WitSuite.Load(name);
        string scratch = Directory.CreateTempSubdirectory("compose-").FullName;
        try
        {
            string module = Path.Combine(scratch, "module.wasm"), theirs = Path.Combine(scratch, "component.wasm"), package = Path.Combine(scratch, "package.wit");
            File.WriteAllText(package, Compose.Wit.Printing.WitPrinter.PrintAll(wit));
            foreach (string world in wit[wit.Main].Worlds.Keys)
            {
                if (!Run(tools, "component", "embed", "--all-features", "--dummy-names", "legacy", "--world", world, package, "-o", module)
                    || !Run(tools, "component", "new", module, "-o", theirs))
                {
                    continue;
                }

                byte[] made = ComponentMaker.Make(File.ReadAllBytes(module));
                Assert.Equal(IdOf(WitDecoder.Decode(File.ReadAllBytes(theirs))), IdOf(WitDecoder.Decode(made)));
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static bool Run(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        Task errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            // The reference itself never ends with some worlds of the suite; there is nothing to compare with then.
            process.Kill();
            return false;
        }

        Task.WaitAll(errors, output);
        return process.ExitCode == 0;
    }

    /// <summary>What the reference makes of a module with its world.</summary>
    private static byte[] MadeBy(string tools, byte[] module)
    {
        string scratch = Directory.CreateTempSubdirectory("compose-").FullName;
        try
        {
            string input = Path.Combine(scratch, "module.wasm"), output = Path.Combine(scratch, "component.wasm");
            File.WriteAllBytes(input, module);
            Assert.True(Run(tools, "component", "new", input, "-o", output));
            return File.ReadAllBytes(output);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static byte[] Embed(byte[] module, string world)
    {
        ResolvedWit wit = WitLoader.LoadText("w.wit", "package t:t;\n" + world);
        return ComponentEmbedder.Embed(module, wit, wit.SelectWorld("w"));
    }

    private static CoreModuleBuilder Doubling()
    {
        CoreModuleBuilder builder = new();
        FunctionBuilder function = builder.DefineFunction(new FuncType([ValType.I32], [ValType.I32]));
        function.Code.LocalGet(0).LocalGet(0).Op(Opcode.I32Add);
        builder.Export("f", function);
        return builder;
    }

    private static MakeOptions Options(string? adapter) => adapter is null
        ? MakeOptions.Default
        : new MakeOptions
        {
            Adapters = [new AdapterModule("wasi_snapshot_preview1", File.ReadAllBytes(SharedData.Require($"guests/adapters/wasi_snapshot_preview1.{adapter}.wasm")), adapter)],
        };

    /// <summary>The largest module: the program itself.</summary>
    private static byte[] MainModule(byte[] component)
    {
        BinarySummary main = BinarySummary.Of(component).Nested.Where(inner => !inner.IsComponent).MaxBy(inner => inner.Size)!;
        return component.AsSpan((int)main.Offset, main.Size).ToArray();
    }

    private static Digest IdOf(ResolvedWit wit) => new WitCanonical(wit).IdOf(wit.Main);
}
