using System.Diagnostics;
using Compose.Testing;

namespace Compose.Wasm.Components.Tests;

/// <summary>
/// Small components, each with one byte changed, are judged as the reference validator judges them. The seed is fixed;
/// other seeds are for hunting by hand.
/// </summary>
public sealed class DifferentialTests
{
    private const int Seed = 20261121;
    private const int Mutants = 400;

    // Both sides have these on.
    private const ComponentFeatures Features = ComponentFeatures.Async | ComponentFeatures.MoreAsyncBuiltins
        | ComponentFeatures.AsyncStackful | ComponentFeatures.Threading | ComponentFeatures.ErrorContext
        | ComponentFeatures.FixedLengthLists | ComponentFeatures.Map | ComponentFeatures.Implements | ComponentFeatures.Memory64
        | ComponentFeatures.Values | ComponentFeatures.HyphenInsensitiveNames | ComponentFeatures.NeverCancellable;

    private const string ReferenceFeatures =
        "cm-async,cm-more-async-builtins,cm-async-stackful,cm-threading,cm-error-context,cm-fixed-length-lists,cm-map,"
        + "cm-implements,cm64,cm-values,custom-page-sizes,threads,wide-arithmetic";

    [Fact]
    public void Mutants_OfSuiteComponents_AreJudgedLikeTheReference()
    {
        string tool = SharedData.RequireTool("wasm-tools");
        string suite = SharedData.Require("suites/component-model");
        List<string> files = [.. Directory.GetFiles(suite, "*.wasm", SearchOption.AllDirectories).Where(IsCandidate)];
        files.Sort(StringComparer.Ordinal);
        var random = new Random(Seed);
        var options = new ComponentOptions { Features = Features };
        var wrong = new List<string>();
        for (int i = 0; i < Campaign.Rounds(Mutants); i++)
        {
            string file = files[random.Next(files.Count)];
            byte[] bytes = File.ReadAllBytes(file);
            int at = random.Next(8, bytes.Length);
            bytes[at] = random.Next(3) switch
            {
                0 => (byte)(bytes[at] + 1),
                1 => (byte)(bytes[at] - 1),
                _ => (byte)random.Next(12),
            };
            string? ours = Judge(bytes, options);
            string? theirs = Reference(tool, bytes);
            if ((ours is null) != (theirs is null))
            {
                wrong.Add($"{Path.GetFileName(file)} byte {at} = {bytes[at]:x2}: reference says {theirs ?? "valid"}, we say {ours ?? "valid"}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool IsCandidate(string path) =>
        new FileInfo(path).Length is > 12 and < 6_000 && !path.Contains("/gc/", StringComparison.Ordinal);

    private static string? Judge(byte[] bytes, ComponentOptions options)
    {
        try
        {
            ComponentValidator.Validate(bytes, options);
            return null;
        }
        catch (ComposeException e)
        {
            return e.Error.ToString();
        }
    }

    private static string? Reference(string tool, byte[] bytes)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("validate");
        start.ArgumentList.Add("-f");
        start.ArgumentList.Add(ReferenceFeatures);
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Split('\n')[0];
    }
}
