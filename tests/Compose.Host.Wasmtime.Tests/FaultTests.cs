using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.EngineKit.Contract;
using Compose.Host.Wasmtime.Loading;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>Libraries that are missing, damaged, foreign or doubled: an error that says so, and never a crash.</summary>
public sealed unsafe class FaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wasmtime-faults").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Library_ThatIsNamedAndAbsent_IsMissing()
    {
        var error = Assert.Throws<ComposeException>(() => WasmtimeLibrary.Find(Path.Combine(_folder, "none.so")));

        Assert.Equal(ErrorCodes.Exec.EngineMissing, error.Error.Code);
        Assert.Contains("--wasmtime names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_CutShort_IsRefusedBeforeTheLoaderSeesIt()
    {
        byte[] head = new byte[1 << 20];
        using (FileStream whole = File.OpenRead(Shared.Library))
        {
            whole.ReadExactly(head);
        }

        foreach (int length in new[] { 0, 20, 63, 100, 4096, head.Length })
        {
            string path = Write("cut.so", head.AsSpan(0, length));
            Assert.NotNull(LibraryFile.Refuse(path));
        }

        Assert.Contains("cut short", LibraryFile.Refuse(Write("cut.so", head))!, StringComparison.Ordinal);
        Assert.Null(LibraryFile.Refuse(Shared.Library));
    }

    [Fact]
    public void Library_ForAnotherProcessor_IsRefusedByName()
    {
        byte[] head = new byte[8192];
        using (FileStream whole = File.OpenRead(Shared.Library))
        {
            whole.ReadExactly(head);
        }

        head[18] = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (byte)183 : (byte)62;

        Assert.Contains("another processor", LibraryFile.Refuse(Write("foreign.so", head))!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a library at all, but long enough to have a header and more than that ......")]
    [InlineData("MZ this would be for another system .............................................")]
    public void Library_OfAnotherFormat_IsRefused(string content) =>
        Assert.NotNull(LibraryFile.Refuse(Write("other.so", System.Text.Encoding.UTF8.GetBytes(content))));

    [Fact]
    public void Version_IsReadFromWhatTheLibraryWrites()
    {
        _ = Shared.Engine;

        Assert.Equal(WasmtimeLibrary.SupportedMajor, WasmtimeLibrary.Version!.Split('.')[0]);
        Assert.Matches("^[0-9a-f]{16,}$", WasmtimeLibrary.Identity!);
        Assert.Null(EngineSection.VersionOf(EngineSection.Find("\x7f\x45\x4c\x46 and then nothing that makes sense, for as many bytes as a header has"u8)));
        Assert.Equal("49.0.2", EngineSection.VersionOf([0, 6, .. "49.0.2"u8, 1, 2, 3]));
    }

    [Fact]
    public void SecondLibrary_InOneProcess_IsAConflict()
    {
        _ = Shared.Engine;
        string copy = Path.Combine(_folder, WasmtimeLibrary.FileName);
        File.Copy(Shared.Library, copy);

        var error = Assert.Throws<ComposeException>(() => new WasmtimeEngine(new WasmtimeOptions { Location = WasmtimeLibrary.Find(_folder) }));

        Assert.Equal(ErrorCodes.Exec.EngineConflict, error.Error.Code);
    }

    /// <summary>As when another part of a process brings its own Wasmtime: both install signal handlers.</summary>
    [Fact]
    public void SecondCopy_LoadedByOthers_DoesNotDisturbTheFirst()
    {
        _ = Shared.Engine;
        string copy = Path.Combine(_folder, "libother.so");
        File.Copy(Shared.Library, copy);
        nint library = NativeLibrary.Load(copy);
        nint other = ((delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "wasm_engine_new"))();
        Assert.NotEqual(0, other);
        SignalStacks.Restore();
        using var bench = new Bench(Shared.Engine);
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Access(Opcode.I32Load);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(TrapCode.MemoryOutOfBounds, bench.Trap(instance, 0x7fff0000).Code);
            Assert.Equal(0UL, bench.Call(instance, 8));
        }

        ((delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "wasm_engine_delete"))(other);
    }

    [Fact]
    public void Memory_ThatCannotBeHad_IsAnErrorAndNoCrash()
    {
        using var bench = new Bench(Shared.Engine);
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1UL << 33, null, Is64: true)));

        var error = Assert.Throws<ComposeException>(() => bench.Instantiate(builder));

        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, error.Error.Code);
    }

    private string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
