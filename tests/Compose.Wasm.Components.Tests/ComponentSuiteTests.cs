using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>
/// Decoding and validation as the public suite asks for: every component and module of every file is accepted or
/// refused as the file says, under the features of the file.
/// </summary>
public sealed class ComponentSuiteTests
{
    private const string Suite = "component-model";

    public static IEnumerable<(string Json, string Features)> Files() => SuiteFile.Rows(Suite);

    [Theory]
    [MemberData(nameof(Files))]
    public void Suite_EveryBinary_IsJudgedAsTheFileSays(string json, string flags)
    {
        WastScript script = SuiteFile.Load(Suite, json);
        ComponentOptions options = SuiteOptions.For(json, flags.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Exclusions exclusions = Exclusions.Load(Path.Combine(SharedData.RepositoryRoot!, "tests", "Compose.Wasm.Components.Tests", "exclusions.md"));
        var wrong = new List<string>();
        int judged = 0;
        foreach (WastCommand command in script.Commands)
        {
            if (command.Binary is not { } binary || command.Kind == WastCommandKind.ModuleInstance
                || exclusions.ReasonFor($"{json}:{command.Line}") is not null)
            {
                continue;
            }

            judged++;
            ComposeException? error = Judge(script.ReadFile(binary), options);
            bool mustFail = command.Kind is WastCommandKind.AssertInvalid or WastCommandKind.AssertMalformed;
            if (mustFail != error is not null || (error is not null && error.Error.Where?.Offset is null))
            {
                wrong.Add($"{command}: \"{command.Message}\", got: {error?.Message ?? "valid"}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {judged}\n" + string.Join('\n', wrong.Take(40)));
    }

    private static ComposeException? Judge(byte[] bytes, ComponentOptions options)
    {
        try
        {
            if (Component.IsComponent(bytes))
            {
                ComponentValidator.Validate(bytes, options);
            }
            else
            {
                CoreModuleValidator.Validate(CoreModuleReader.Read(bytes, options.CoreFeatures));
            }

            return null;
        }
        catch (ComposeException e)
        {
            return e;
        }
    }
}
