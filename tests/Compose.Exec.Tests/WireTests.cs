using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Exec.Tests;

public sealed class WireTests
{
    private const string Relaxed = "{ determinism: relaxed }";

    [Fact]
    public void Trace_OfWires_TellsEachCall()
    {
        var heard = new HeardEvents();
        (ExecResult result, string output) = Guests.Run(
            Guests.Load("examples/report/plan.yaml"),
            new ExecOptions { Observer = heard.Observer, Wires = new WireOptions { Trace = true } },
            "# Title\n\nSome text.\n");

        Assert.True(result.ExitCode == 0, result.Error?.ToString());
        Assert.Contains("<h2>Title</h2>", output, StringComparison.Ordinal);
        ComposeEvent[] calls = [.. heard.Events.Where(each => each.Message == "wire call")];
        Assert.Equal(result.Wires.Sum(wire => wire.Calls), calls.Length);
        Assert.Contains(calls, each => each.Instance == new InstancePath("report") && each.Fields.Contains(("provider", "markdown")) && each.Fields.Contains(("outcome", "ok")));
        Assert.Contains(result.Wires, wire => wire.Consumer.Text == "store" && wire.Provider.Text == "memory" && wire.Function.StartsWith("demo:app/store", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Wires, wire => wire.Provider == InstancePath.Root);
        Assert.All(calls, each => Assert.Contains(each.Fields, field => field.Name == "duration_ns" && field.Number >= 0));
    }

    [Fact]
    public void Spans_OfWires_AreChildrenOfTheRun()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ComposeTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using PlanFolder folder = PlanFolder.MonteCarlo("{ tenant: spans-of-wires }");
        var heard = new HeardEvents();
        Guests.Run(folder.Load(), new ExecOptions { Arguments = ["10"], Observer = heard.Observer, Wires = new WireOptions { Trace = true } });

        Activity run;
        Activity wire;
        lock (spans)
        {
            run = spans.Single(span => span.OperationName == "compose.run" && (string?)span.GetTagItem("compose.tenant") == "spans-of-wires");
            wire = spans.Single(span => span.OperationName == "compose.wire" && span.TraceId == run.TraceId);
        }

        Assert.Equal(run.SpanId, wire.ParentSpanId);
        Assert.Equal("cli", wire.GetTagItem("compose.consumer"));
        Assert.Equal("montecarlo", wire.GetTagItem("compose.provider"));
        Assert.Equal(ActivityStatusCode.Ok, wire.Status);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 137)]
    public void Budget_OfAWire_EndsTheRunBeyondIt(int calls, int code)
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Relaxed, $"{{ from: montecarlo, budget: {calls} }}");
        (ExecResult result, _) = Guests.Run(folder.Load(), new ExecOptions { Arguments = ["10"] });

        Assert.Equal(code, result.ExitCode);
        if (code != 0)
        {
            Assert.Equal(ErrorCodes.Exec.ResourceExhausted, result.Error!.Code);
            Assert.Contains($"instance cli used up its budget of {calls} calls of demo:app/experiment", result.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Budget_InAnArtifact_Holds()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Relaxed, "{ from: montecarlo, budget: 0 }");
        string plan = Path.Combine(folder.Root, "plan.yaml");
        Plans.ValidatedPlan validated = Plans.PlanValidator.Validate(Plans.PlanReader.ReadFile(plan)).Require();
        byte[] artifact = Emit.PlanCompiler.Emit(validated).Bytes.ToArray();
        (ExecResult result, _) = Guests.Run(new ExecLoader(new ExecLoaderOptions()).Load(artifact, "artifact.wasm"), new ExecOptions { Arguments = ["10"] });

        Assert.Equal(137, result.ExitCode);
        Assert.Equal(0UL, Assert.Single(validated.Plan.Wires).Budget);
    }

    [Fact]
    public void Recording_OfWires_HasArgumentsAndResultsInWave()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo("{ determinism: strict, seed: 1 }");
        using var file = new MemoryStream();
        (ExecResult direct, string plain) = Guests.Run(folder.Load(), new ExecOptions { Arguments = ["10"] });
        (ExecResult result, string output) = Guests.Run(folder.Load(), new ExecOptions { Arguments = ["10"], Wires = new WireOptions { Recording = file } });

        Assert.Equal((0, 0), (direct.ExitCode, result.ExitCode));
        Assert.Equal(plain, output);
        JsonNode call = JsonNode.Parse(Encoding.UTF8.GetString(file.ToArray()))!;
        Assert.Equal("(10)", (string?)call["arguments"]);
        Assert.StartsWith("{mean: ", (string?)call["result"], StringComparison.Ordinal);
        Assert.Equal(("cli", "montecarlo"), ((string?)call["consumer"], (string?)call["provider"]));
    }

    [Fact]
    public void Recording_OfWiresOfAllTypes_LeavesTheOutputTheSame()
    {
        using var folder = new PlanFolder(
            "compose: 2\ncomponents: { zoo: zoo.wasm, caller: zoo-caller.wasm }\ninstances: { zoo: , caller: { capabilities: [stdout, stderr, arguments] } }\nexports: caller\n",
            "tests/guests/zoo.wasm",
            "tests/guests/zoo-caller.wasm");
        using var file = new MemoryStream();
        (ExecResult direct, string plain) = Guests.Run(folder.Load());
        (ExecResult traced, string seen) = Guests.Run(folder.Load(), new ExecOptions { Wires = new WireOptions { Trace = true } });
        (ExecResult recorded, string output) = Guests.Run(folder.Load(), new ExecOptions { Wires = new WireOptions { Recording = file } });

        Assert.Equal((0, 0, 0), (direct.ExitCode, traced.ExitCode, recorded.ExitCode));
        Assert.Equal(plain, seen);
        Assert.Equal(plain, output);
        string[] lines = Encoding.UTF8.GetString(file.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(traced.Wires.Sum(wire => wire.Calls), lines.Length);
        Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)!["arguments"]));
    }

    [Fact]
    public void Recording_OfWiresOfAPlanWithSecrets_IsRefused()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo(Relaxed);
        using var file = new MemoryStream();
        ComposeException failure = Assert.Throws<ComposeException>(() =>
            Guests.Run(folder.Load() with { HasSecrets = true }, new ExecOptions { Wires = new WireOptions { Recording = file } }));

        Assert.Equal(ErrorCodes.Exec.RecordingRefused, failure.Error.Code);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void Wires_WithoutOptions_AreNotWatched()
    {
        (ExecResult result, _) = Guests.Run(Guests.Load("examples/report/plan.yaml"), input: "# Title\n");

        Assert.Empty(result.Wires);
    }
}
