namespace Compose.Emit.Tests;

public sealed class LimitTests
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Fact]
    public void Grants_ThatDifferInFlatForm_AreAnErrorThatNamesBoth()
    {
        var builder = Plans.TagsApart().Allow("inner", "wasi:filesystem/preopens", Plans.Directory("inner", ".", readOnly: true));

        var error = Assert.Throws<ComposeException>(() => PlanCompiler.Emit(builder.Build(), s_flat)).Error;

        Assert.Equal(ErrorCodes.Emit.ConflictingGrants, error.Code);
        Assert.Equal("`inner` and `outer` hold different grants of `wasi:filesystem/preopens@0.2`, which one import cannot keep apart", error.Message);
    }

    [Fact]
    public void Grants_ThatAreEqualInFlatForm_AreMerged()
    {
        var builder = Plans.TagsApart().Allow("inner", "wasi:filesystem/preopens", Plans.Directory("outer", ".", readOnly: true));

        var artifact = PlanCompiler.Emit(builder.Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.Single(artifact.Imports, i => i.Interface == "wasi:filesystem/preopens");
        Assert.Contains(artifact.Warnings, w => w.Code == ErrorCodes.Emit.HostMustEnforce && w.Message.Contains("read-only", StringComparison.Ordinal));
    }

    [Fact]
    public void Definitions_BeyondLimit_AreAnErrorBeforehand()
    {
        var error = Assert.Throws<ComposeException>(() => PlanCompiler.Emit(Plans.Report().Build(), EmitOptions.Default with { DefinitionLimit = 20 })).Error;

        Assert.Equal(ErrorCodes.Emit.LimitExceeded, error.Code);
        Assert.Contains("modules and components", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_BeyondLimit_AreAnErrorThatNamesTheLargest()
    {
        var error = Assert.Throws<ComposeException>(() => PlanCompiler.Emit(Plans.TagsApart().Build(), EmitOptions.Default with { TypeSizeLimit = 100 })).Error;

        Assert.Equal(ErrorCodes.Emit.LimitExceeded, error.Code);
        Assert.Contains("the largest is `wasi:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cycle_OfInstances_IsAnErrorAndNoHang()
    {
        var builder = new CompositionBuilder().Add("a", "pass").Add("b", "pass").Wire("a", "demo:app/filter", "b").Wire("b", "demo:app/filter", "a");

        Assert.Equal(ErrorCodes.Plan.CycleDetected, Assert.Throws<ComposeException>(() => PlanCompiler.Emit(builder.Build(), EmitOptions.Default)).Error.Code);
    }

    [Fact]
    public void TypeSizes_AreThoseOfTheValidator()
    {
        // Recorded with the reference validator: what it counts for each interface as these guests import it.
        var sizes = CompositionBuilder.Guest("report-cli").Imports.ToDictionary(i => i.Extern.Interface!.WithoutVersion, i => i.Alone.EffectiveSize);

        Assert.Equal(9, sizes["wasi:cli/environment"]);
        Assert.Equal(4, sizes["wasi:cli/stdin"]);
        Assert.Equal(7, sizes["wasi:filesystem/preopens"]);
    }
}
