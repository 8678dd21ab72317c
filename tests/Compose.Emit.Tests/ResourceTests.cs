using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class ResourceTests
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Fact]
    public void Stream_OverWire_RunsOnPlainHostAcrossVersions()
    {
        var artifact = PlanCompiler.Emit(Plans.StreamOverWire().Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.Equal(["wasi:io/error@0.2.0", "wasi:io/streams@0.2.12", "wasi:cli/stdin@0.2.12", "wasi:cli/stdout@0.2.0"], artifact.Imports.Select(i => i.Name));
        Tool.WithFile(artifact.Bytes, path =>
        {
            var (code, output, errors) = Tool.Run("wasmtime", ["run", path], "over the wire");
            Assert.Equal((0, "over the wire", string.Empty), (code, output, errors));
        });
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(6)]
    public void Stream_OverWireForAwareHost_HasOneStreamsImportAtTheGreatestVersion(int instances)
    {
        var artifact = PlanCompiler.Emit(Plans.StreamOverWire().Build(), EmitOptions.Default with { InstanceLimit = instances });

        Tool.AssertValid(artifact.Bytes);
        ComponentValidator.Validate(artifact.Bytes);
        Assert.Equal("wasi:io/streams@0.2.12", Assert.Single(artifact.Imports, i => i.Interface == "wasi:io/streams").Name);
    }

    [Theory]
    [InlineData(EmitTarget.Aware, 1_000)]
    [InlineData(EmitTarget.Flat, 1_000)]
    [InlineData(EmitTarget.Aware, 30)]
    [InlineData(EmitTarget.Flat, 30)]
    public void Middleware_BeforeHandler_SharesRequestTypes(EmitTarget target, int instances)
    {
        var artifact = PlanCompiler.Emit(Plans.Middleware().Build(), new EmitOptions { Target = target, InstanceLimit = instances });

        Tool.AssertValid(artifact.Bytes);
        var type = ComponentValidator.Validate(artifact.Bytes).Type;
        Assert.Single(type.Imports, i => i.Name == "wasi:http/types@0.2.12");
        Assert.Equal(["wasi:http/incoming-handler@0.2.3"], type.Exports.Select(e => e.Name));
    }
}
