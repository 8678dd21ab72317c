using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>
/// Decoding and validation as the official suite asks for: every module of every file, under the features of its file.
/// Execution and linking are the engines' tests.
/// </summary>
public sealed class CoreSuiteTests
{
    private const string Suite = "wasm-core";

    public static IEnumerable<(string Json, string Features)> Files() => SuiteFile.Rows(Suite);

    [Theory]
    [MemberData(nameof(Files))]
    public void Suite_EveryModule_IsJudgedAsTheFileSays(string json, string features)
    {
        WastScript script = SuiteFile.Load(Suite, json);
        WasmFeatures enabled = SuiteFeatures.Parse(features.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Exclusions exclusions = Exclusions.Load(Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Wasm.Tests", "exclusions.md"));
        var wrong = new List<string>();
        int judged = 0;
        foreach (WastCommand command in script.Commands)
        {
            if (command.Binary is not { } binary || command.Kind == WastCommandKind.ModuleInstance)
            {
                continue;
            }

            if (exclusions.ReasonFor($"{json}:{command.Line}") is not null)
            {
                continue;
            }

            judged++;
            ErrorCode? code = Judge(script.ReadFile(binary), enabled, out string message);
            if (!IsExpected(command.Kind, code))
            {
                wrong.Add($"{command}: \"{command.Message}\" expected by the suite, got {code?.Name ?? "valid"} {message}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {judged}\n" + string.Join('\n', wrong.Take(20)));
    }

    [Fact]
    public void Exclusions_EveryEntry_NamesACommandOfTheSuite()
    {
        Exclusions exclusions = Exclusions.Load(Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Wasm.Tests", "exclusions.md"));
        SharedData.Require("suites/wasm-core/index.json");
        foreach (SuiteFile file in SuiteFile.All(Suite, "proposals/threads"))
        {
            foreach (WastCommand command in SuiteFile.Load(Suite, file.Json).Commands)
            {
                exclusions.ReasonFor($"{file.Json}:{command.Line}");
            }
        }

        Assert.Empty(exclusions.Unused);
    }

    private static bool IsExpected(WastCommandKind kind, ErrorCode? code) => kind switch
    {
        WastCommandKind.AssertInvalid => code == ErrorCodes.Component.Invalid,
        WastCommandKind.AssertMalformed => code == ErrorCodes.Component.Malformed || code == ErrorCodes.Component.NotSupported,
        _ => code is null,
    };

    private static ErrorCode? Judge(byte[] bytes, WasmFeatures features, out string message)
    {
        message = string.Empty;
        try
        {
            CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, features));
            return null;
        }
        catch (ComposeException e)
        {
            message = e.Message;
            return e.Error.Code;
        }
    }
}
