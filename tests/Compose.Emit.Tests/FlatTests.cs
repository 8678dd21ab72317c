using Compose.Testing;

namespace Compose.Emit.Tests;

public sealed class FlatTests
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Fact]
    public void Report_InFlatForm_RunsOnPlainHost()
    {
        string folder = SharedData.Require("guests/cases/report");
        var artifact = PlanCompiler.Emit(Plans.Report().Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        AssertOutput(artifact, folder, []);
    }

    [Fact]
    public void TagsApart_InFlatForm_KeepsInstancesApartOnPlainHost()
    {
        string folder = SharedData.Require("guests/plans/tags-apart");
        var artifact = PlanCompiler.Emit(Plans.TagsApart().Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        AssertOutput(artifact, folder, ["--dir", "outer::."]);
        AssertOutput(artifact, folder, ["--dir", "outer::.", "--env", "TAG=evil"]);
    }

    private static void AssertOutput(EmittedArtifact artifact, string folder, string[] options) => Tool.WithFile(artifact.Bytes, path =>
    {
        string input = File.ReadAllText(Path.Combine(folder, "stdin.txt"));
        var (code, output, errors) = Tool.Run("wasmtime", ["run", .. options, path], input, folder);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "stderr.txt")), errors);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "stdout.txt")), output);
        Assert.Equal(0, code);
    });
}
