using System.Diagnostics;
using Compose.Testing;
using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class ScaleTests(ITestOutputHelper output)
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Theory]
    [InlineData(10, EmitTarget.Aware)]
    [InlineData(490, EmitTarget.Aware)]
    [InlineData(10_000, EmitTarget.Aware)]
    [InlineData(10_000, EmitTarget.Flat)]
    public void Chain_OfPasses_IsValid(int length, EmitTarget target)
    {
        var artifact = Emit(Plans.Chain(length), new EmitOptions { Target = target });

        Tool.AssertValid(artifact.Bytes);
        ComponentValidator.Validate(artifact.Bytes, ComponentOptions.Default with { DeferFunctionBodies = true });
    }

    [Theory]
    [InlineData(EmitTarget.Aware)]
    [InlineData(EmitTarget.Flat)]
    public void Chain_OfOneThousandTaggers_IsValid(EmitTarget target)
    {
        var artifact = Emit(Plans.Chain(1_000, "tagger"), new EmitOptions { Target = target });

        Tool.AssertValid(artifact.Bytes);
        if (target == EmitTarget.Aware)
        {
            Assert.Equal(1_000, artifact.Imports.Count(i => i.Bundle is not null && i.Interface == "wasi:cli/environment"));
        }
    }

    [Fact]
    public void Chain_WithDirectories_TakesBundles()
    {
        var builder = Plans.Chain(1_000, "tagger");
        for (int i = 1; i <= 1_000; i++)
        {
            builder.Allow("link" + i, "wasi:filesystem/preopens", Plans.Directory("d" + i, ".", readOnly: true));
        }

        var artifact = Emit(builder, EmitOptions.Default);

        Tool.AssertValid(artifact.Bytes);
        Assert.Equal(1_000, artifact.Imports.Count(i => i.Bundle is not null && i.Interface == "wasi:filesystem/preopens"));
    }

    [Fact]
    public void Chain_InSegments_RunsOnPlainHost()
    {
        string expected = File.ReadAllText(SharedData.Require("guests/cases/chain/stdout.txt"));
        string input = File.ReadAllText(SharedData.Require("guests/cases/chain/stdin.txt"));
        var artifact = Emit(Plans.Chain(10), s_flat with { InstanceLimit = 40 });

        Tool.AssertValid(artifact.Bytes);
        Tool.WithFile(artifact.Bytes, path =>
        {
            var (code, text, errors) = Tool.Run("wasmtime", ["run", path], input);
            Assert.Equal(expected, text);
            Assert.Equal(0, code);
        });
    }

    private EmittedArtifact Emit(CompositionBuilder builder, EmitOptions options)
    {
        var composition = builder.Build();
        long start = Stopwatch.GetTimestamp();
        var artifact = PlanCompiler.Emit(composition, options);
        var elapsed = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"{composition.Nodes.Count} instances, {options.Target}: {elapsed.TotalMilliseconds:f1} ms, {artifact.Bytes.Length} bytes, {artifact.Imports.Count} imports");
        return artifact;
    }
}
