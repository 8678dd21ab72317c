using Compose.Engine;
using Compose.Runtime.Tests.Suite;
using Compose.Testing;

namespace Compose.Runtime.Tests;

/// <summary>
/// The component-model suites: binary format, validation, linking, values, resources and traps of every file that needs
/// no asynchronous execution, through fused adapters and through values.
/// </summary>
public sealed class ComponentSuiteTests
{
    private const string Suite = "component-model";

    public static IEnumerable<(string Json, string Features)> Files() => SuiteFile.Rows(Suite);

    /// <summary>The files in which components call each other.</summary>
    public static IEnumerable<(string Json, string Features)> FilesWithCalls() => SuiteFile.Rows(Suite, json =>
        json.StartsWith("component-model/values/", StringComparison.Ordinal)
        || json.StartsWith("component-model/resources/", StringComparison.Ordinal)
        || (json.StartsWith("wasmtime/", StringComparison.Ordinal) && !json.Contains("/async/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Suite_ThroughAdapters_PassesEveryCommand(string json, string features) => RunFile("clr", json, features, fuse: true);

    [Theory]
    [MemberData(nameof(FilesWithCalls))]
    public void Suite_ThroughValues_PassesEveryCommand(string json, string features) => RunFile("clr", json, features, fuse: false);

    /// <summary>The files of which a component is made and called; the others never reach an engine.</summary>
    [Theory]
    [MemberData(nameof(FilesWithCalls))]
    public void Suite_OnWasmtime_PassesEveryCommand(string json, string features) => RunFile("wasmtime", json, features, fuse: true);

    [Fact]
    public void Exclusions_EveryEntry_NamesAFileOfTheSuite()
    {
        SharedData.Require("suites/component-model/index.json");
        Exclusions exclusions = Exclusions.Load(Path.Combine(AppContext.BaseDirectory, "exclusions.md"));
        foreach (SuiteFile file in SuiteFile.All(Suite))
        {
            _ = exclusions.ReasonFor(file.Json);
            foreach (WastCommand command in SuiteFile.Load(Suite, file.Json).Commands)
            {
                _ = exclusions.ReasonFor($"{file.Json}:{command.Line}");
            }
        }

        Assert.Empty(exclusions.Unused);
    }

    private static void RunFile(string engineName, string json, string features, bool fuse)
    {
        Exclusions exclusions = Exclusions.Load(Path.Combine(AppContext.BaseDirectory, "exclusions.md"));
        if (exclusions.ReasonFor(json) is { } reason)
        {
            Assert.Skip(reason);
        }

        ICoreEngine engine = TestEngines.Of(engineName);
        WastScript script = SuiteFile.Load(Suite, json);
        string[] names = features.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var wrong = new List<string>();
        using var runner = new ScriptRunner(
            engine,
            script,
            ComponentFeatureNames.OptionsFor(json, names),
            !json.StartsWith("wasm-tools/", StringComparison.Ordinal),
            fuse);
        foreach (WastCommand command in script.Commands)
        {
            if (exclusions.ReasonFor($"{json}:{command.Line}") is not null
                || (command.Binary is null && command.Kind is not (WastCommandKind.ModuleInstance or WastCommandKind.Action or WastCommandKind.AssertReturn or WastCommandKind.AssertTrap)))
            {
                continue;
            }

            if (runner.Run(command) is { } problem)
            {
                wrong.Add($"{command}: \"{command.Message}\": {problem}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {script.Commands.Count}\n" + string.Join('\n', wrong.Take(12)));
    }
}
