using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compose.Conformance;

/// <summary>A host that is a program: each step is one process.</summary>
internal sealed class CommandHost(HostAdapter adapter, string program) : IHost
{
    private static readonly string[] s_inputs = ["component", "plan", "wac"];

    private static readonly Dictionary<string, IReadOnlyList<string>> s_noLists = [];

    public string? Unable(Step step)
    {
        if (step.Kind == StepKind.Damage)
        {
            return null;
        }

        if (!adapter.Actions.TryGetValue(step.Kind, out HostAction? action))
        {
            return $"the host is not asked to {Word.Of(step.Kind)}";
        }

        foreach (string option in step.Options.Keys)
        {
            if (!adapter.Phrases.ContainsKey(option))
            {
                return $"the host has no word for '{option}'";
            }
        }

        if (step.Directories.Count > 0 && !adapter.Phrases.ContainsKey("dirs"))
        {
            return "the host has no word for 'dirs'";
        }

        if (step.Environment.Count > 0 && !adapter.Phrases.ContainsKey("env"))
        {
            return "the host has no word for 'env'";
        }

        string? wanted = action.Command.Words.SelectMany(word => s_inputs.Where(kind => word.Contains($"{{{kind}}}", StringComparison.Ordinal))).FirstOrDefault();
        return wanted is not null && !step.Inputs.ContainsKey(wanted) ? $"the host wants a {wanted}, and the test has none" : null;
    }

    public async Task<StepResult> DoAsync(Step step, TestScratch scratch)
    {
        HostAction action = adapter.Actions[step.Kind];
        string output = Path.Combine(scratch.Output, string.Create(CultureInfo.InvariantCulture, $"{Directory.GetFiles(scratch.Output).Length}.wasm"));
        int port = step.Kind == StepKind.Serve ? FreePort() : 0;
        Dictionary<string, string> texts = Texts(step, scratch, output, port);
        (IReadOnlyList<string> command, string? missing) = action.Command.Fill(texts, Lists(step, scratch, texts));
        if (missing is not null)
        {
            return NotStarted(step, command, $"there is nothing to put for {{{missing}}}");
        }

        Dictionary<string, string> environment = scratch.EnvironmentFor(adapter.Environment.ToDictionary(
            variable => variable.Key, variable => new CommandTemplate([variable.Value]).Fill(texts, s_noLists).Command[0], StringComparer.Ordinal));
        foreach ((string name, string value) in step.HostEnvironment)
        {
            environment[name] = value;
        }

        string folder = Path.Combine(scratch.Files, step.HostFolder);
        var limit = TimeSpan.FromSeconds(step.Expect.Seconds);
        if (step.Kind == StepKind.Serve)
        {
            return await ServedStep.DoAsync(step, command, environment, folder, scratch.Root, port, limit, action.Outcomes);
        }

        ProcessResult result = await ProcessRun.ToEndAsync(command, environment, folder, System.Text.Encoding.UTF8.GetBytes(step.Stdin), limit, scratch.Root, step.Kill);
        byte[]? made = scratch.TakeOutput(step, output, out string problem);
        if (problem.Length > 0)
        {
            result = result with { NotStarted = $"what the host composed {problem}" };
        }

        return new StepResult
        {
            Kind = step.Kind,
            Outcome = OutcomeOf(result, action.Outcomes),
            Process = result,
            GuestExit = result.ExitCode,
            Output = made,
        };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static Outcome OutcomeOf(ProcessResult result, IReadOnlyList<OutcomeRule> rules)
    {
        if (result.NotStarted is not null || result.Flooded || result.Filled)
        {
            return Outcome.Broken;
        }

        if (result.Killed)
        {
            return Outcome.Killed;
        }

        if (result.TimedOut)
        {
            return Outcome.Hung;
        }

        foreach (OutcomeRule rule in rules)
        {
            if (rule.Matches(result))
            {
                return rule.Outcome;
            }
        }

        // 128 + a signal that nobody sent: the program itself fell (SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS).
        return result.ExitCode switch
        {
            0 => Outcome.Ok,
            128 + 4 or 128 + 6 or 128 + 7 or 128 + 8 or 128 + 11 or 128 + 31 => Outcome.Broken,
            _ => Outcome.Failed,
        };
    }

    private Dictionary<string, string> Texts(Step step, TestScratch scratch, string output, int port)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["program"] = program,
            ["output"] = output,
            ["scratch"] = scratch.Home,
            ["files"] = scratch.Files,
            ["here"] = adapter.Folder,
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["call"] = step.Call,
        };
        foreach ((string kind, string input) in step.Inputs)
        {
            if (scratch.Resolve(input) is { } file)
            {
                texts[kind] = file;
                texts["input"] = file;
            }
        }

        return texts;
    }

    private Dictionary<string, IReadOnlyList<string>> Lists(Step step, TestScratch scratch, Dictionary<string, string> texts) => new(StringComparer.Ordinal)
    {
        ["args"] = step.Arguments,
        ["dirs"] = [.. step.Directories.SelectMany(dir => Say("dirs", new(texts) { ["guest"] = dir.Key, ["host"] = Path.Combine(scratch.Files, dir.Value) }))],
        ["env"] = [.. step.Environment.SelectMany(variable => Say("env", new(texts) { ["name"] = variable.Key, ["value"] = variable.Value }))],
        ["options"] = [.. step.Options.SelectMany(option => Say(option.Key, new(texts) { ["value"] = option.Value }))],
    };

    private IReadOnlyList<string> Say(string phrase, Dictionary<string, string> texts) =>
        adapter.Phrases[phrase].Fill(texts, s_noLists).Command;

    private static StepResult NotStarted(Step step, IReadOnlyList<string> command, string reason) => new()
    {
        Kind = step.Kind,
        Outcome = Outcome.Broken,
        Process = new ProcessResult { Command = command, ExitCode = -1, Stdout = [], Stderr = [], Duration = default, NotStarted = reason },
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
