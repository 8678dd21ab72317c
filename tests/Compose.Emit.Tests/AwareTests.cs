using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class AwareTests
{
    [Fact]
    public void Report_ForAwareHost_IsValid()
    {
        var artifact = PlanCompiler.Emit(Plans.Report().Build(), EmitOptions.Default);

        Tool.AssertValid(artifact.Bytes);
        ComponentValidator.Validate(artifact.Bytes);
    }

    [Fact]
    public void TagsApart_ForAwareHost_IsValidAndImportsWhatIsGranted()
    {
        var artifact = PlanCompiler.Emit(Plans.TagsApart().Build(), EmitOptions.Default);

        Tool.AssertValid(artifact.Bytes);
        var type = ComponentValidator.Validate(artifact.Bytes).Type;
        Assert.Equal(artifact.Imports.Select(i => i.Name), type.Imports.Select(i => i.Name));
        var granted = artifact.Imports.Where(i => i.State == ImportState.Granted).Select(i => i.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "compose:n-inner/wasi-xc-cli-xs-environment@0.2.12",
                "compose:n-outer/wasi-xc-cli-xs-environment@0.2.12",
                "compose:n-outer/wasi-xc-filesystem-xs-preopens@0.2.12",
                "compose:n-report/wasi-xc-cli-xs-stderr@0.2.12",
                "compose:n-report/wasi-xc-cli-xs-stdin@0.2.12",
                "compose:n-report/wasi-xc-cli-xs-stdout@0.2.12",
            ],
            granted);
        Assert.Equal(["wasi:cli/run@0.2.0"], type.Exports.Select(e => e.Name));
    }
}
