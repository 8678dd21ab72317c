using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class DenialTests
{
    private static readonly EmitOptions s_flat = new() { Target = EmitTarget.Flat };

    [Theory]
    [InlineData(EmitTarget.Flat, 1_000)]
    [InlineData(EmitTarget.Aware, 1_000)]
    [InlineData(EmitTarget.Aware, 10)]
    public void Denials_WithNothingGranted_NeedNoHostAndAnswerAsSpecified(EmitTarget target, int instances)
    {
        var artifact = PlanCompiler.Emit(Probe().Build(), new EmitOptions { Target = target, InstanceLimit = instances });

        Tool.AssertValid(artifact.Bytes);
        Assert.Empty(artifact.Imports);
        Assert.Empty(artifact.Warnings);
        AssertRuns(artifact, 0, string.Empty);
    }

    [Fact]
    public void Denials_BesideGrantOfSameResources_AreTheHostsForAwareHosts()
    {
        var artifact = PlanCompiler.Emit(Probe().Allow("probe", "wasi:cli/stdin").Build(), EmitOptions.Default);

        Tool.AssertValid(artifact.Bytes);
        var denied = artifact.Imports.Where(i => i.State == ImportState.Denied).Select(i => i.Name);
        Assert.Equal(["compose:n-probe/wasi-xc-cli-xs-stdout@0.2.12", "compose:n-probe/wasi-xc-clocks-xs-monotonic-xh-clock@0.2.12"], denied.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Denials_BesideGrantOfSameResources_TrapInFlatFormAndSaySo()
    {
        var artifact = PlanCompiler.Emit(Probe().Allow("probe", "wasi:cli/stdin").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.Contains(artifact.Warnings, w => w.Code == ErrorCodes.Emit.DenialTraps && w.Message.Contains("wasi:cli/stdout@0.2.12", StringComparison.Ordinal));
    }

    [Fact]
    public void Denials_NextToGrantedClock_StillHaveClosedStreams()
    {
        // The clock's pollables are the host's, the streams are not: reading gives `closed` all the same.
        var artifact = PlanCompiler.Emit(
            Plans.StreamOverWire().Add("clock", CompositionBuilder.Own("denied-probe")).Allow("clock", "wasi:clocks/monotonic-clock").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        ComponentValidator.Validate(artifact.Bytes);
        Assert.Contains(artifact.Imports, i => i.Name == "wasi:io/poll@0.2.12");
    }

    [Fact]
    public void Sockets_DeniedInFlatForm_AnswerAccessDenied()
    {
        var artifact = PlanCompiler.Emit(
            Command("net-tool", "send", "127.0.0.1:9", "x").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.DoesNotContain(artifact.Imports, i => i.Interface.StartsWith("wasi:sockets/", StringComparison.Ordinal));
        AssertRuns(artifact, 1, "connect: PermissionDenied\n", "-S", "inherit-network");
    }

    [Fact]
    public void Files_DeniedInFlatForm_AreNotThere()
    {
        var artifact = PlanCompiler.Emit(Command("files").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.DoesNotContain(artifact.Imports, i => i.Interface.StartsWith("wasi:filesystem/", StringComparison.Ordinal));
        AssertRuns(artifact, 1, string.Empty, "--dir", ".");
    }

    [Fact]
    public void Environment_DeniedInFlatForm_IsEmptyWhateverTheHostGives()
    {
        var artifact = PlanCompiler.Emit(Command("hostile", "environment").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        AssertRuns(artifact, 0, string.Empty, "--env", "SECRET=x");
    }

    [Fact]
    public void Http_DeniedInFlatForm_KeepsRequestsAsValues()
    {
        var artifact = PlanCompiler.Emit(Command("fetcher", "GET", "127.0.0.1:9", "/").Build(), s_flat);

        Tool.AssertValid(artifact.Bytes);
        Assert.Contains(artifact.Imports, i => i.Name == "wasi:http/types@0.2.12");
        Assert.DoesNotContain(artifact.Imports, i => i.Interface == "wasi:http/outgoing-handler");
    }

    private static CompositionBuilder Probe() =>
        new CompositionBuilder().Add("probe", CompositionBuilder.Own("denied-probe")).Export("probe", "wasi:cli/run");

    /// <summary>A command that may print and has fixed arguments, and nothing else.</summary>
    private static CompositionBuilder Command(string guest, params string[] arguments) => new CompositionBuilder()
        .Add("command", guest)
        .Allow("command", "wasi:cli/stdout").Allow("command", "wasi:cli/stderr")
        .Allow("command", "wasi:cli/environment", new EnvironmentParameters { Arguments = true, FixedArguments = arguments })
        .Export("command", "wasi:cli/run");

    private static void AssertRuns(EmittedArtifact artifact, int code, string output, params string[] options) => Tool.WithFile(artifact.Bytes, path =>
    {
        var result = Tool.Run("wasmtime", ["run", .. options, path]);
        Assert.True(code == result.Code, result.Errors);
        Assert.Equal(output, result.Output);
    });
}
