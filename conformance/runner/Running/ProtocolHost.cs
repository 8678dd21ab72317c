using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>
/// A host with state: one process, asked with one line of JSON and answering with one. Where it hangs, ends or answers
/// what is no answer, that step is lost and the next one finds a new process.
/// </summary>
internal sealed class ProtocolHost(HostAdapter adapter, string program) : IHost
{
    private const int LineLimit = 16 << 20;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private ProcessRun? _run;
    private StreamReader? _answers;
    private string? _home;
    private int _next;

    public string? Unable(Step step) => step switch
    {
        { Kind: StepKind.Serve } => "serving is not part of the protocol",
        { Kind: StepKind.Damage } or { Kill: not null } or { HostEnvironment.Count: > 0 } or { HostFolder.Length: > 0 } => "the host keeps its home over many tests, so it is not ended, damaged or moved",
        _ => null,
    };

    public async Task<StepResult> DoAsync(Step step, TestScratch scratch)
    {
        int id = _next++;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string output = Path.Combine(scratch.Output, string.Create(CultureInfo.InvariantCulture, $"{id}.wasm"));
        try
        {
            Start();
            JsonObject question = Question(step, scratch, id, output);
            using var folder = new FolderWatch(scratch.Root, _run!.Kill);

            // A host that does not read fills the pipe: asking takes time, too.
            Task<string?> asking = AskAsync(_run, _answers!, question);
            if (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromSeconds(step.Expect.Seconds))) != asking)
            {
                return await LostAsync(step, Outcome.Hung, "no answer in time", watch.Elapsed);
            }

            if (await asking is not { } line)
            {
                return await LostAsync(step, Outcome.Broken, "the host ended instead of answering", watch.Elapsed);
            }

            return await UnderstandAsync(step, scratch, id, output, line, watch.Elapsed);
        }
        catch (DecoderFallbackException)
        {
            return await LostAsync(step, Outcome.Broken, "the answer is not UTF-8", watch.Elapsed);
        }
        catch (Exception failure) when (failure is IOException or System.ComponentModel.Win32Exception or InvalidDataException)
        {
            return await LostAsync(step, Outcome.Broken, failure.Message, watch.Elapsed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
            _answers!.Dispose();
            HostFile.Remove(_home!);
            _run = null;
        }
    }

    private void Start()
    {
        if (_run is { HasExited: false })
        {
            return;
        }

        _home = Directory.CreateTempSubdirectory("conformance-host-").FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? string.Empty, ["HOME"] = _home };
        foreach ((string name, string value) in adapter.Environment)
        {
            environment[name] = value;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["program"] = program, ["here"] = adapter.Folder };
        _run = ProcessRun.Start(adapter.Protocol!.Fill(texts, new Dictionary<string, IReadOnlyList<string>>()).Command, environment, _home, readStdout: false, watched: _home);
        _answers = new StreamReader(_run.StdoutStream, s_strict);
    }

    private static JsonObject Question(Step step, TestScratch scratch, int id, string output)
    {
        var question = new JsonObject
        {
            ["id"] = id,
            ["action"] = Word.Of(step.Kind),
            ["args"] = new JsonArray([.. step.Arguments.Select(word => (JsonNode)word)]),
            ["env"] = Map(step.Environment),
            ["dirs"] = Map(step.Directories.ToDictionary(dir => dir.Key, dir => Path.Combine(scratch.Files, dir.Value))),
            ["options"] = Map(step.Options),
            ["stdin"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(step.Stdin)),
            ["output"] = output,
        };
        if (step.Call.Length > 0)
        {
            question["call"] = step.Call;
        }

        foreach ((string kind, string input) in step.Inputs)
        {
            question[kind] = scratch.Resolve(input);
        }

        return question;
    }

    private static JsonObject Map(IReadOnlyDictionary<string, string> values)
    {
        var map = new JsonObject();
        foreach ((string key, string value) in values)
        {
            map[key] = value;
        }

        return map;
    }

    private static async Task<string?> AskAsync(ProcessRun run, StreamReader answers, JsonObject question)
    {
        await run.Stdin.WriteAsync(Encoding.UTF8.GetBytes(question.ToJsonString() + "\n"));
        await run.Stdin.FlushAsync();
        return await ReadLineAsync(answers);
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader)
    {
        var line = new StringBuilder();
        char[] one = new char[1];
        while (await reader.ReadAsync(one.AsMemory()) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            if (line.Length >= LineLimit)
            {
                throw new InvalidDataException("the answer does not end");
            }

            line.Append(one[0]);
        }

        return null;
    }

    private async Task<StepResult> UnderstandAsync(Step step, TestScratch scratch, int id, string output, string line, TimeSpan duration)
    {
        try
        {
            JsonNode answer = JsonNode.Parse(line, documentOptions: new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false }) ?? throw new JsonException("null");
            if (answer["id"]?.GetValue<int>() != id)
            {
                return await LostAsync(step, Outcome.Broken, $"the answer is not to question {id}: {Judge.Quote(line)}", duration);
            }

            string word = answer["outcome"]?.GetValue<string>() ?? string.Empty;
            if (!Word.TryRead(word, out Outcome outcome) || outcome is Outcome.Hung or Outcome.Broken)
            {
                return await LostAsync(step, Outcome.Broken, $"'{word}' is no outcome", duration);
            }

            byte[]? made = scratch.TakeOutput(step, output, out string problem);
            if (problem.Length > 0)
            {
                return await LostAsync(step, Outcome.Broken, $"what the host composed {problem}", duration);
            }

            return new StepResult
            {
                Kind = step.Kind,
                Outcome = outcome,
                GuestExit = answer["exit"]?.GetValue<int>(),
                Output = made,
                Process = new ProcessResult
                {
                    Command = [adapter.Name, Word.Of(step.Kind)],
                    ExitCode = answer["exit"]?.GetValue<int>() ?? 0,
                    Stdout = Convert.FromBase64String(answer["stdout"]?.GetValue<string>() ?? string.Empty),
                    Stderr = Convert.FromBase64String(answer["stderr"]?.GetValue<string>() ?? string.Empty),
                    Duration = duration,
                },
            };
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return await LostAsync(step, Outcome.Broken, $"the answer is not what the protocol asks for: {Judge.Quote(line)}", duration);
        }
    }

    private async Task<StepResult> LostAsync(Step step, Outcome outcome, string reason, TimeSpan duration)
    {
        byte[] stderr = [];
        if (_run is not null)
        {
            _run.Kill();
            stderr = (await _run.EndAsync(TimeSpan.FromSeconds(2))).Stderr;
            await DisposeAsync();
        }

        return new StepResult
        {
            Kind = step.Kind,
            Outcome = outcome,
            Process = new ProcessResult { Command = [adapter.Name], ExitCode = -1, Stdout = [], Stderr = stderr, Duration = duration, NotStarted = reason },
        };
    }
}
