using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Exec.Tests;

public sealed class RecordingTests
{
    private const string Audit = "{ determinism: audit }";

    [Fact]
    public void Audit_OfClockAndRandom_ListsEveryAnswer()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Audit);
        (ExecResult result, string output, string[] lines) = Record(folder.Load(), ["100"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(result.Answers, lines.Length - 2);
        JsonObject[] answers = [.. lines[1..^1].Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(Enumerable.Range(1, answers.Length), answers.Select(each => (int)each["n"]!));
        JsonObject clock = answers.Single(each => (string?)each["function"] == "now" && ((string)each["import"]!).Contains("montecarlo", StringComparison.Ordinal));
        Assert.Equal("montecarlo", (string?)clock["instance"]);
        long[] answered = [.. System.Text.RegularExpressions.Regex.Matches((string)clock["answer"]!, "[0-9]+").Select(match => long.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Contains($"\"started_ns\":{(answered[0] * 1_000_000_000) + answered[1]}", output, StringComparison.Ordinal);
        Assert.Contains(answers, each => ((string)each["import"]!).Contains("random", StringComparison.Ordinal));
        JsonNode end = JsonNode.Parse(lines[^1])!["end"]!;
        Assert.Equal("exit:0", (string?)end["outcome"]);
        Assert.Equal(Digest.Of(Encoding.UTF8.GetBytes(output)).ToString(), (string?)end["stdout"]);
    }

    [Fact]
    public void Replay_OfClockAndRandom_GivesTheSameOutput()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Audit);
        ExecSubject subject = folder.Load();
        (_, string first, string[] lines) = Record(subject, ["1000"]);
        (_, string second, _) = Record(subject, ["1000"]);
        (ExecResult result, string replayed) = Replay(subject, lines);

        Assert.NotEqual(first, second);
        Assert.Equal(first, replayed);
        Assert.Equal(lines.Length - 2, result.Answers);
    }

    [Fact]
    public void Replay_OfFiles_NeedsNoFiles()
    {
        using PlanFolder folder = PlanFolder.Files(Audit);
        ExecSubject subject = folder.Load();
        (_, string output, string[] lines) = Record(subject, []);
        Directory.Delete(folder.Data, recursive: true);
        (ExecResult result, string replayed) = Replay(subject, lines);

        Assert.Contains("big 3000000 same true", output, StringComparison.Ordinal);
        Assert.Equal(output, replayed);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("trap", 134)]
    [InlineData("exit", 1)]
    [InlineData("environment", 0)]
    public void Replay_OfAnyEnd_EndsTheSame(string what, int code)
    {
        ExecSubject subject = Guests.Load("tests/guests/hostile.wasm");
        (ExecResult result, string output, string[] lines) = Record(subject, [what]);
        (ExecResult again, string replayed) = Replay(subject, lines);

        Assert.Equal(code, result.ExitCode);
        Assert.Equal(code, again.ExitCode);
        Assert.Equal(output, replayed);
    }

    [Fact]
    public void Replay_OfAFunction_GivesTheSameValue()
    {
        ExecSubject subject = Guests.Load("examples/hello/greeter.wasm", new ExecLoaderOptions { Implicit = new() { Variables = [new("GREETING", "Salve")] } });
        using var file = new MemoryStream();
        (ExecResult result, _) = Guests.Run(subject, new ExecOptions { Determinism = DeterminismMode.Audit, Recording = file }, call: "greeting(\"Marce\")");
        using Recording recording = Recording.Open(new MemoryStream(file.ToArray()));
        ExecResult again = new Executor(Guests.Engine).Replay(Guests.Load("examples/hello/greeter.wasm"), recording, new ExecOptions());

        Assert.Equal("\"Salve, Marce!\"", result.Value);
        Assert.Equal(result.Value, again.Value);
    }

    [Fact]
    public void Replay_OfWhatWasChanged_SaysWhereItDiverges()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Audit);
        ExecSubject subject = folder.Load();
        (_, _, string[] lines) = Record(subject, ["10"]);
        int at = Array.FindIndex(lines, line => line.Contains("\"now\"", StringComparison.Ordinal));
        int write = Array.FindLastIndex(lines, line => line.Contains("\"wrote\"", StringComparison.Ordinal));

        Check(ErrorCodes.Exec.ReplayDiverged, at + 1, [.. lines[..at], .. lines[(at + 1)..]]);
        Check(ErrorCodes.Exec.ReplayDiverged, at + 1, [.. lines[..at], lines[at].Replace("\"now\"", "\"later\"", StringComparison.Ordinal), .. lines[(at + 1)..]]);
        Check(ErrorCodes.Generic.InvalidInput, at + 1, [.. lines[..at], lines[at].Replace("\"answer\":\"", "\"answer\":\"x", StringComparison.Ordinal), .. lines[(at + 1)..]]);
        Check(ErrorCodes.Generic.InvalidInput, at + 1, [.. lines[..at]]);
        Check(ErrorCodes.Generic.InvalidInput, at + 1, [.. lines[..at], lines[at][..20], .. lines[(at + 1)..]]);
        Check(ErrorCodes.Exec.ReplayDiverged, lines.Length + 1, [.. lines[..^1], lines[^2], lines[^1]]);
        Check(ErrorCodes.Generic.InvalidInput, write + 1, [.. lines[..write], lines[write].Replace("\"stdout\":\"", "\"stdout\":\"*", StringComparison.Ordinal), .. lines[(write + 1)..]]);

        void Check(ErrorCode code, int line, string[] changed)
        {
            ComposeException failure = Assert.Throws<ComposeException>(() => Replay(subject, changed));
            Assert.Equal(code, failure.Error.Code);
            Assert.InRange(failure.Error.Where!.Line!.Value, line - 1, line);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"recording\":2}")]
    [InlineData("{\"recording\":1,\"component\":\"x\"}")]
    [InlineData("\0asm")]
    public void Recording_ThatIsNone_IsRefused(string text)
    {
        ComposeException failure = Assert.Throws<ComposeException>(() => Recording.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "r.jsonl"));

        Assert.Equal(ErrorCodes.Generic.InvalidInput, failure.Error.Code);
        Assert.Equal("r.jsonl", failure.Error.Where?.File);
    }

    [Fact]
    public void Replay_OfAnotherComponent_IsRefused()
    {
        (_, _, string[] lines) = Record(Guests.Load("tests/guests/c-command.wasm"), ["2"]);

        Assert.Equal(ErrorCodes.Exec.ReplayDiverged, Assert.Throws<ComposeException>(() => Replay(Guests.Load("tests/guests/hostile.wasm"), lines)).Error.Code);
    }

    [Fact]
    public void Audit_OfAPlanWithSecrets_KeepsDigestsOnly()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Audit);
        ExecSubject subject = folder.Load() with { HasSecrets = true };
        (_, string output, string[] lines) = Record(subject, ["10"]);
        string all = string.Join('\n', lines);

        Assert.DoesNotContain("\"answer\":", all, StringComparison.Ordinal);
        Assert.DoesNotContain("\"arguments\":", all, StringComparison.Ordinal);
        Assert.DoesNotContain("\"wrote\":", all, StringComparison.Ordinal);
        Assert.DoesNotContain(output[..10], all, StringComparison.Ordinal);
        Assert.Contains("\"answer-digest\":", all, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Exec.RecordingRefused, Assert.Throws<ComposeException>(() => Replay(subject, lines)).Error.Code);
    }

    [Fact]
    public void Receipt_OfAnAuditedRun_NamesTheRecording()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Audit);
        var heard = new HeardEvents();
        using var file = new MemoryStream();
        (ExecResult result, _) = Guests.Run(folder.Load(), new ExecOptions { Arguments = ["10"], Recording = file, Observer = heard.Observer });

        Receipt receipt = heard.Receipts[^1];
        Assert.Equal(DeterminismMode.Audit, receipt.Determinism);
        Assert.Equal(result.Answers, receipt.Answers);
        Assert.Equal(Digest.Of(file.ToArray()), receipt.Outputs.Single(each => each.Key == "recording").Value);
        Assert.Equal(result.Recording, Digest.Of(file.ToArray()));
    }

    private static (ExecResult Result, string Output, string[] Lines) Record(ExecSubject subject, string[] arguments)
    {
        using var file = new MemoryStream();
        (ExecResult result, string output) = Guests.Run(subject, new ExecOptions { Determinism = DeterminismMode.Audit, Arguments = arguments, Recording = file });
        return (result, output, Encoding.UTF8.GetString(file.ToArray()).TrimEnd('\n').Split('\n'));
    }

    private static (ExecResult Result, string Output) Replay(ExecSubject subject, string[] lines)
    {
        using Recording recording = Recording.Open(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
        var output = new Compose.Capabilities.Streams.MemorySink();
        ExecResult result = new Executor(Guests.Engine).Replay(subject, recording, new ExecOptions { Stdout = output });
        return (result, Encoding.UTF8.GetString(output.ToArray()));
    }
}
