using Compose.Engine;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Suite;

/// <summary>The official core test suite, executed: every file of what the engine supports.</summary>
public abstract class CoreSuiteContract : EngineContract
{
    private const string Suite = "wasm-core";

    /// <summary>The engine's list of exclusions, beside its tests.</summary>
    protected virtual string ExclusionsFile => "exclusions.md";

    public static IEnumerable<(string Json, string Features)> Files() =>
        SuiteFile.Rows(Suite, json => !json.StartsWith("proposals/", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Suite_EveryCommand_DoesWhatTheFileSays(string json, string features)
    {
        Exclusions exclusions = Exclusions.Load(Path.Combine(AppContext.BaseDirectory, ExclusionsFile));
        if (exclusions.ReasonFor(json) is { } reason)
        {
            Assert.Skip(reason);
        }

        ICoreEngine engine = Engine;
        WastScript script = SuiteFile.Load(Suite, json);
        WasmFeatures enabled = features.Contains("wasm2", StringComparison.Ordinal) ? WasmFeatures.Wasm2 : WasmFeatures.Wasm3;
        var runner = new WastRunner(engine, enabled, line => exclusions.ReasonFor($"{json}:{line}"));
        using var thread = new GuestThread();
        thread.Run(() => runner.Run(script));
        Assert.True(
            runner.Failures.Count == 0,
            $"{runner.Failures.Count} of {runner.Failures.Count + runner.Passed}\n" + string.Join('\n', runner.Failures.Take(12)));
    }
}
