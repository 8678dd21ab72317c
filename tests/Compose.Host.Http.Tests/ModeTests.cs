using System.Net;
using System.Text;
using Compose.Exec;
using Compose.Testing;

namespace Compose.Host.Http.Tests;

/// <summary>Determinism, recordings, wires and observers mean in a server what they mean in a run.</summary>
public sealed class ModeTests
{
    [Fact]
    public async Task Audit_KeepsARecordingOfEachRequest_ThatReplays()
    {
        string folder = Directory.CreateTempSubdirectory("recordings").FullName;
        try
        {
            ExecSubject subject = Served.Load(Served.Trial);
            var options = new ComponentHostOptions
            {
                Reuse = 5,
                Exec = new ExecOptions { Determinism = DeterminismMode.Audit, Recordings = new RecordingFolder(folder) },
            };
            await using (Served served = await Served.StartAsync(options, subject: subject))
            {
                using HttpResponseMessage echoed = await served.Client.PostAsync("/echo", new StringContent("to be echoed"));
                Assert.Equal("to be echoed", await echoed.Content.ReadAsStringAsync());
                Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
                Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
                using HttpResponseMessage trapped = await served.Client.GetAsync("/trap");
                Assert.Equal(HttpStatusCode.InternalServerError, trapped.StatusCode);
            }

            string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
            Assert.Equal(["00000001.jsonl", "00000002.jsonl", "00000003.jsonl", "00000004.jsonl"], files.Select(Path.GetFileName));
            var executor = new Executor(Served.Engine);
            foreach (string file in files)
            {
                using var recording = Recording.Open(File.OpenRead(file), file);
                Assert.Equal("wasi:http/incoming-handler#handle(#1, #2)", recording.Call);
                ExecResult result = executor.Replay(subject, recording, new ExecOptions());
                Assert.True(result.Answers > 0);
                Assert.Equal(file == files[3] ? ErrorCodes.Exec.Trap : null, result.Error?.Code);
            }

            // A recording in which the request asked for something else is not what happened.
            string other = File.ReadAllText(files[1]).Replace("/once", "/none", StringComparison.Ordinal);
            using var changed = Recording.Open(new MemoryStream(Encoding.UTF8.GetBytes(other)));
            Assert.Equal(ErrorCodes.Exec.ReplayDiverged, Assert.Throws<ComposeException>(() => executor.Replay(subject, changed, new ExecOptions())).Error.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Strict_ByTheModeAlone_MakesEachInstanceFromNothing()
    {
        await using Served served = await Served.StartAsync(
            new ComponentHostOptions { Reuse = 5, Exec = new ExecOptions { Determinism = DeterminismMode.Strict } });
        Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
        Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
        Assert.Equal(0, served.Count("compose.instances.renewed"));
    }

    [Fact]
    public async Task Budget_OfAWire_HoldsForOneRequest()
    {
        int calls = await CallsOfARequestAsync();
        Assert.True(calls > 1);
        await using Served enough = await Served.StartAsync(subject: Notes($", budget: {calls}"));
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage response = await PutAsync(enough);
            Assert.True(response.IsSuccessStatusCode);
        }

        await using Served less = await Served.StartAsync(subject: Notes($", budget: {calls - 1}"));
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await PutAsync(less);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Contains("Exec.ResourceExhausted", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wires_AreRecordedWithTheirValues()
    {
        using var calls = new MemoryStream();
        var options = new ComponentHostOptions { Exec = new ExecOptions { Wires = new WireOptions { Recording = Stream.Synchronized(calls) } } };
        await using (Served served = await Served.StartAsync(options, subject: Notes(string.Empty)))
        {
            using HttpResponseMessage first = await PutAsync(served);
            served.Host.Replace(Notes(string.Empty));
            using HttpResponseMessage second = await PutAsync(served);
        }

        string[] lines = Encoding.UTF8.GetString(calls.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 2);

        // Each call tells the request it belongs to, across what was served after a reload, too.
        int half = lines.Length / 2;
        Assert.All(lines[..half], line => Assert.Contains("\"request\":1,", line, StringComparison.Ordinal));
        Assert.All(lines[half..], line => Assert.Contains("\"request\":2,", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("\"arguments\":", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"consumer\":\"notes\",\"provider\":\"memory\"", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, lines.Length), lines.Select(line => int.Parse(line["{\"n\":".Length..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Recordings_OfWhatIsServedAfterAReload_TakeNoNameTwice()
    {
        string folder = Directory.CreateTempSubdirectory("recordings").FullName;
        var options = new ComponentHostOptions { Exec = new ExecOptions { Determinism = DeterminismMode.Audit, Recordings = new RecordingFolder(folder) } };
        await using (Served served = await Served.StartAsync(options))
        {
            Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/hello")).StatusCode);
            served.Host.Replace(Served.Load(Served.Trial));
            Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/hello")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/hello")).StatusCode);
        }

        string[] names = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(3, names.Length);
        Assert.All(names, name => Assert.EndsWith(".jsonl", name, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Levels_OfTwoHostsThatServeTheSame_AreAddedUp()
    {
        ExecSubject subject = Served.Load(Served.Trial);
        await using Served first = await Served.StartAsync(subject: subject);
        double alone = first.Count("compose.instances.idle");
        Assert.True(alone > 0);
        await using (Served second = await Served.StartAsync(subject: subject))
        {
            Assert.Equal(first.Host.IdleInstances + second.Host.IdleInstances, first.Count("compose.instances.idle"));
            Assert.True(first.Count("compose.instances.idle") > alone);
        }

        Assert.Equal(alone, first.Count("compose.instances.idle"));
    }

    [Fact]
    public async Task Observers_AreToldOfEachRequest()
    {
        var heard = new Heard();
        var observer = new Observer { Events = new EventLog(heard, EventLevel.Info), Receipts = heard };
        await using Served served = await Served.StartAsync(new ComponentHostOptions { Exec = new ExecOptions { Observer = observer } });
        await served.Client.GetStringAsync("/hello");
        using HttpResponseMessage trapped = await served.Client.GetAsync("/trap");
        Assert.Equal(1, heard.Events.Count(each => each.Message == "execution complete" && each.Fields.Contains(("exit_code", 0L))));
        Assert.Contains(heard.Events, each => each.Message == "guest trapped" && each.Tenant == served.Host.Subject.Tenant);
        Assert.Contains(heard.Events, each => each.Message == "request failed" && each.Fields.Contains(("path", "/trap")) && each.Fields.Contains(("status", 500L)));
        Assert.Equal(["exit:0", "Exec.Trap"], heard.Receipts.Select(receipt => receipt.Outcome));
        Assert.All(heard.Receipts, receipt => Assert.Equal("wasi:http/incoming-handler#handle", receipt.Function));
    }

    private static async Task<int> CallsOfARequestAsync()
    {
        var heard = new Heard();
        var exec = new ExecOptions { Observer = new Observer { Events = new EventLog(heard, EventLevel.Info) }, Wires = new WireOptions { Trace = true } };
        await using Served served = await Served.StartAsync(new ComponentHostOptions { Exec = exec }, subject: Notes(string.Empty));
        using HttpResponseMessage response = await PutAsync(served);
        return heard.Events.Count(each => each.Message == "wire call");
    }

    /// <summary>A web application of three components, whose use of its store has these options.</summary>
    internal static ExecSubject Notes(string options)
    {
        string folder = Directory.CreateTempSubdirectory("serve").FullName;
        try
        {
            File.Copy(SharedData.Require("guests/notes-http.wasm"), Path.Combine(folder, "notes.wasm"));
            foreach (string name in (string[])["kv-memory.wasm", "markdown.wasm"])
            {
                File.Copy(Path.Combine(SharedData.RepositoryRoot!, "examples", "components", name), Path.Combine(folder, name));
            }

            string path = Path.Combine(folder, "plan.yaml");
            File.WriteAllText(path, $$"""
                compose: 2
                name: notes
                components: { notes: notes.wasm, memory: kv-memory.wasm, markdown: markdown.wasm }
                instances:
                  notes:
                    wires:
                      demo:app/store: {from: memory{{options}}}
                  memory:
                  markdown:
                exports: notes
                """);
            return Served.Load(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Puts a note and gives the answer.</summary>
    private static async Task<HttpResponseMessage> PutAsync(Served served) =>
        await served.Client.PutAsync("/one", new StringContent("# One\n\ntext\n"));

    private sealed class Heard : IEventSink, IReceiptSink
    {
        private readonly Lock _gate = new();
        private readonly List<ComposeEvent> _events = [];
        private readonly List<Receipt> _receipts = [];

        public IReadOnlyList<ComposeEvent> Events
        {
            get
            {
                lock (_gate)
                {
                    return [.. _events];
                }
            }
        }

        public IReadOnlyList<Receipt> Receipts
        {
            get
            {
                lock (_gate)
                {
                    return [.. _receipts];
                }
            }
        }

        public void Emit(ComposeEvent happened)
        {
            lock (_gate)
            {
                _events.Add(happened);
            }
        }

        public void Add(Receipt receipt)
        {
            lock (_gate)
            {
                _receipts.Add(receipt);
            }
        }
    }
}
