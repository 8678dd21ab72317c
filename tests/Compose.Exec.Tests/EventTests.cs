using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Exec.Tests;

public sealed class EventTests
{
    [Fact]
    public void Log_OfAManualClock_NumbersAndDatesEvents()
    {
        var clock = new ManualClock();
        var heard = new HeardEvents();
        var log = new EventLog(heard, EventLevel.Info, clock).With("acme", ("operation", "compose"));
        clock.Advance(TimeSpan.FromMilliseconds(5));
        log.Info("starting composition", ("component_count", 2), ("absent", (string?)null), ("cached", true));
        log.Trace("nobody hears this");
        log.Emit(EventLevel.Warn, "denied capability used", new InstancePath("app"), ("operation", "policy_enforce"));

        Assert.Equal(
            """{"level":"info","timestamp":1700000000005,"message":"starting composition","context":{"tenant_id":"acme","operation":"compose","component_count":2,"cached":true},"seq":1,"monotonic_ns":5000000}""",
            Json(heard.Events[0]));
        Assert.Equal(
            """{"level":"warn","timestamp":1700000000005,"message":"denied capability used","context":{"instance":"app","tenant_id":"acme","operation":"policy_enforce"},"seq":2,"monotonic_ns":5000000}""",
            Json(heard.Events[1]));
        Assert.Equal(2, heard.Events.Count);
    }

    [Fact]
    public void Json_OfTextWithControls_StaysOnOneLine()
    {
        var heard = new HeardEvents();
        new EventLog(heard).Info("fixed", ("function", "a\n{\"level\":\"error\"}\r\u2028\u0000"));
        string line = Json(heard.Events[0]);

        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.Equal("a\n{\"level\":\"error\"}\r\u2028\u0000", (string?)JsonNode.Parse(line)!["context"]!["function"]);
    }

    [Fact]
    public void Log_OfNobody_HearsNothing()
    {
        Assert.False(EventLog.None.Hears(EventLevel.Error));
        Assert.Same(EventLog.None, EventLog.None.With("acme", ("operation", "compose")));
        EventLog.None.Error("nothing happens");
    }

    [Fact]
    public void Log_FromManyThreads_HasNoGapAndKeepsOrder()
    {
        var heard = new HeardEvents();
        var log = new EventLog(heard, EventLevel.Trace);
        Parallel.For(0, 1000, i => log.Trace("step", ("i", i)));

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), heard.Events.Select(each => each.Sequence));
        Assert.True(heard.Events.Zip(heard.Events.Skip(1)).All(pair => pair.First.Monotonic <= pair.Second.Monotonic));
    }

    [Fact]
    public void Lines_IntoAStreamThatFails_AreGivenUpAndSaidWhy()
    {
        using var lines = new EventLines(new FullStream());
        var log = new EventLog(lines);
        log.Info("one");
        log.Info("two");

        Assert.IsType<IOException>(lines.Failure);
    }

    [Fact]
    public void Lines_OfTwoWriters_ShareAFile()
    {
        string folder = Directory.CreateTempSubdirectory("compose-").FullName;
        try
        {
            string path = Path.Combine(folder, "new", "events.jsonl");
            using (EventLines one = EventLines.Append(path), other = EventLines.Append(path))
            {
                new EventLog(one).Info("from one");
                new EventLog(other).Info("from the other");
                new EventLog(one).Info("from one again");
            }

            Assert.Equal(
                ["from one", "from the other", "from one again"],
                File.ReadAllLines(path).Select(line => (string?)JsonNode.Parse(line)!["message"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Json(ComposeEvent happened)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(buffer, happened);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space left");
    }
}
