using System.Text;

namespace Compose.Exec.Tests;

public sealed class RunObservationTests
{
    [Fact]
    public void Events_OfAPlanThatRuns_AreTheFoundingFlow()
    {
        var heard = new HeardEvents();
        ExecSubject subject = Guests.Load("examples/hello-plan.yaml", new ExecLoaderOptions { Observer = heard.Observer });
        Guests.Run(subject, new ExecOptions { Observer = heard.Observer });

        Assert.Equal(
            [
                "starting plan validation", "plan schema validated", "components found", "validating component graph", "component graph validated",
                "checking for cycles", "types validated", "policy enforced", "imports met", "plan validation complete",
                "starting composition", "fetching component blobs", "fetching component blobs", "linking components", "composition complete",
                "starting execution", "instantiating component", "calling main function", "denied capability used", "execution complete",
            ],
            heard.Messages(EventLevel.Info));
        ComposeEvent denied = heard.Events.Single(each => each.Level == EventLevel.Warn);
        Assert.Equal(new InstancePath("hello"), denied.Instance);
        Assert.Contains(denied.Fields, field => field == ("capability", "wasi:cli/stdin"));
    }

    [Fact]
    public void Trace_OfARun_TellsGrantsInstancesAndHostCallsByInstance()
    {
        var heard = new HeardEvents();
        Guests.Run(Guests.Load("examples/hello-plan.yaml"), new ExecOptions { Observer = heard.Observer });

        Assert.Equal(
            ["greeter", "hello"],
            heard.Events.Where(each => each.Message == "instance started" && each.Instance is { Text.Length: > 0 } path && !path.Text.Contains('/', StringComparison.Ordinal)).Select(each => each.Instance!.Value.Text).Order());
        string[] calls = [.. heard.Events.Where(each => each.Message == "host call").Select(each => $"{each.Instance} {each.Fields.First(field => field.Name == "function").Text}")];
        Assert.Contains("greeter get-environment", calls);
        Assert.Contains("hello [method]output-stream.blocking-write-and-flush", calls);
        Assert.Contains(heard.Events, each => each.Message == "capability denied" && each.Instance == new InstancePath("hello"));
    }

    [Fact]
    public void Events_OfAnyLevel_HoldNoValuesThatGuestsSeeOrPass()
    {
        const string Secret = "hunter2-hunter2";
        var heard = new HeardEvents();
        ExecSubject subject = Guests.Load("examples/hello/greeter.wasm", new ExecLoaderOptions
        {
            Observer = heard.Observer,
            Implicit = new() { Variables = [new("GREETING", Secret)] },
        });
        (ExecResult result, _) = Guests.Run(subject, new ExecOptions { Observer = heard.Observer, Arguments = [Secret] }, Secret, $"greeting(\"{Secret}\")");

        Assert.Contains(Secret, result.Value, StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (ComposeEvent each in heard.Events)
        {
            var line = new System.Buffers.ArrayBufferWriter<byte>();
            EventJson.Write(line, each);
            text.Append(Encoding.UTF8.GetString(line.WrittenSpan));
        }

        heard.Receipts.ForEach(receipt => text.Append(ReceiptJson.Of(receipt).ToJsonString()));
        Assert.True(text.Length > 1000);
        Assert.DoesNotContain(Secret, text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Receipts_OfAPlanThatRuns_SayWhatEachGrantWasUsedFor()
    {
        var heard = new HeardEvents();
        ExecSubject subject = Guests.Load("examples/hello-plan.yaml", new ExecLoaderOptions { Observer = heard.Observer });
        (_, string output) = Guests.Run(subject, new ExecOptions { Observer = heard.Observer });

        Assert.Equal(
            ["validate ok", "emit ok", "deny compiled", "deny compiled", "deny denied", "exec exit:0"],
            heard.Receipts.Select(receipt => $"{receipt.Operation} {receipt.Outcome}"));
        Receipt exec = heard.Receipts[^1];
        Assert.Equal(subject.PlanDigest, exec.Plan);
        Assert.Equal(64, exec.Key!.Length);
        Assert.StartsWith("clr/", exec.Engine, StringComparison.Ordinal);
        Assert.Equal(Digest.Of(Encoding.UTF8.GetBytes(output)), exec.Outputs.Single(each => each.Key == "stdout").Value);
        Assert.Equal(subject.Digest, exec.Inputs[0].Value);
        GrantRecord Grant(string instance, string name) => exec.Grants.Single(each => each.Instance.Text == instance && each.Interface == name);
        Assert.Equal(("granted", 2L, 0L), (Grant("greeter", "wasi:cli/environment").State, Grant("greeter", "wasi:cli/environment").Calls!.Value, Grant("greeter", "wasi:cli/environment").Refusals!.Value));
        Assert.Equal(("denied", 1L, 1L), (Grant("hello", "wasi:cli/stdin").State, Grant("hello", "wasi:cli/stdin").Calls!.Value, Grant("hello", "wasi:cli/stdin").Refusals!.Value));
        Assert.Equal("shared", Grant("hello", "wasi:io/streams").State);
        Assert.Equal(["wasi:cli/stderr"], heard.Receipts[2].Grants.Select(each => each.Interface));
        Assert.Equal("wasi:cli/stdin#get-stdin", heard.Receipts[4].Function);
        Assert.Equal(heard.Receipts.Count, heard.Records.Count);
        Assert.Equal(0, heard.Records[^1].ExitCode);
        Assert.Equal(AuditSeverity.Warning, heard.Records[4].Severity);
    }

    [Fact]
    public void Receipts_OfFailures_NameTheCode()
    {
        var heard = new HeardEvents();
        ExecSubject hostile = Guests.Load("tests/guests/hostile.wasm");
        (ExecResult result, _) = Guests.Run(hostile, new ExecOptions { Observer = heard.Observer, Arguments = ["spin"], Limits = new ExecLimits { Fuel = 1_000_000 } });
        Assert.Equal(137, result.ExitCode);
        Assert.Throws<ComposeException>(() => Guests.Run(hostile, new ExecOptions { Observer = heard.Observer }, call: "no-such-function()"));

        Assert.Equal(["Exec.ResourceExhausted", "Exec.MissingExport"], heard.Receipts.Where(each => each.Operation == Receipt.Exec).Select(each => each.Outcome));
        Assert.Contains("limit reached", heard.Messages(EventLevel.Error));
        Assert.Contains("execution failed", heard.Messages(EventLevel.Error));
    }

    [Fact]
    public void ReceiptLines_OfAReceipt_AreCanonicalJson()
    {
        var heard = new HeardEvents();
        Guests.Run(Guests.Load("tests/guests/c-command.wasm"), new ExecOptions { Observer = heard.Observer, Arguments = ["4"] });
        byte[] line = ReceiptLines.Encode(heard.Receipts[^1]);

        Assert.Null(Canonical.CanonicalJson.Check(line));
        using var memory = new MemoryStream();
        using (var lines = new ReceiptLines(memory))
        {
            lines.Add(heard.Receipts[^1]);
        }

        Assert.Equal([.. line, (byte)'\n'], memory.ToArray());
    }

    [Fact]
    public void Metrics_OfARun_AreByInstanceAndTenant()
    {
        using var collector = new MetricCollector();
        Guests.Run(Guests.Load("examples/hello-plan.yaml", new ExecLoaderOptions { Tenant = "metrics-test" }));

        IReadOnlyList<Metric> metrics = collector.Snapshot();
        MetricSeries Series(string name, params string[] labels) => metrics.Single(metric => metric.Name == name).Series
            .Single(series => labels.All(label => series.Labels.Any(each => each.Value == label)) && series.Labels.Any(each => each.Value == "metrics-test"));
        Assert.Equal(2, Series("compose.host.calls", "greeter", "wasi:cli/environment").Value);
        Assert.Equal(1, Series("compose.denials", "hello", "wasi:cli/stdin").Value);
        Assert.Equal(1, Series("compose.runs", "exited").Value);
        Assert.Equal(1, Series("compose.instantiate.duration").Count);
        Assert.Equal(1, Series("compose.validate.duration", "ok").Count);
        Assert.Equal(59, Series("compose.output", "hello").Value);
        Assert.True(Series("compose.memory.peak").Value > 65_536);
    }
}
