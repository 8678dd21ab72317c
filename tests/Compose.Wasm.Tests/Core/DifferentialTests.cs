using System.Diagnostics;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>Valid or not, in the judgement of two implementations: ours and the reference tools'.</summary>
public sealed class DifferentialTests
{
    [Theory]
    [InlineData("core-3.0/gc/type-subtyping.json", 3)]
    [InlineData("core-3.0/gc/br_on_cast.json", 12)]
    [InlineData("core-3.0/exceptions/try_table.json", 12)]
    [InlineData("core-3.0/select.json", 12)]
    [InlineData("core-3.0/simd/simd_lane.json", 12)]
    public void Mutation_OfSuiteModules_IsJudgedAsByTheReference(string json, int perModule)
    {
        WastScript script = SuiteFile.Load("wasm-core", json);
        string tool = SharedData.RequireTool("wasm-tools");
        int modules = 0;
        foreach (WastCommand command in script.Commands)
        {
            if (command is { Kind: WastCommandKind.Module or WastCommandKind.ModuleDefinition, Binary: { } binary } && modules < 8)
            {
                Compare(tool, script.ReadFile(binary), perModule, ++modules);
            }
        }

        Assert.NotEqual(0, modules);
    }

    [Fact]
    public void Mutation_OfABuiltModule_IsJudgedAsByTheReference() =>
        Compare(SharedData.RequireTool("wasm-tools"), CoreModuleBuilderTests.Everything(), 100, 7);

    private static void Compare(string tool, byte[] original, int count, int seed)
    {
        var random = new Random(seed);
        Assert.Equal(Accepts(tool, original, out string message), AcceptsHere(original, out string here));
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Mutation.InPlace(original, random);
            bool theirs = Accepts(tool, bytes, out message);
            bool ours = AcceptsHere(bytes, out here);
            Assert.True(ours == theirs, $"seed {seed}, case {i}: reference '{message.Trim()}', here '{here}'\n{Convert.ToHexString(bytes)}");
        }
    }

    private static bool AcceptsHere(byte[] bytes, out string message)
    {
        try
        {
            CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, WasmFeatures.All));
            message = "valid";
            return true;
        }
        catch (ComposeException e)
        {
            message = e.Message;
            return false;
        }
    }

    private static bool Accepts(string tool, byte[] bytes, out string message)
    {
        var start = new ProcessStartInfo(tool, ["validate", "--features=-all,wasm3,threads,wide-arithmetic,custom-page-sizes", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        message = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
