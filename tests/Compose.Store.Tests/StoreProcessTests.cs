using System.Diagnostics;
using Compose.CommandLine.Tests;

namespace Compose.Store.Tests;

/// <summary>One store and many processes of the published program: writers, collectors, and writers that are killed.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-processes-").FullName;
    private readonly ContentStore _store;

    public StoreProcessTests()
    {
        Assert.True(File.Exists(Checkout.Program), "composectl is not published: run ./test, or tools/publish-composectl first");
        _store = new ContentStore(Path.Combine(_folder, "store"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TenWriters_WhileTwoCollect_LoseNothingThatWasPut()
    {
        // Every file is in the store already, unused for two hours: each collector takes what it sees first, and each
        // writer puts what may be collected at that moment.
        const int Writers = 10, Files = 4;
        var digests = new List<Digest>();
        for (int i = 0; i < Writers * Files; i++)
        {
            byte[] bytes = new byte[64 << 10];
            new Random(i).NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(_folder, $"f{i}"), bytes);
            Digest digest = _store.Put(bytes);
            digests.Add(digest);
            File.SetLastWriteTimeUtc(_store.PathOf(digest), DateTime.UtcNow.AddHours(-2));
        }

        string program = $"'{Checkout.Program}'";
        List<Process> collectors = [.. Enumerable.Range(0, 2).Select(_ => Shell($"while [ ! -e stop ]; do {program} blob gc --grace 1h --json || exit 1; done"))];
        List<Process> writers = [.. Enumerable.Range(0, Writers).Select(w => Shell($"for i in {string.Join(' ', Enumerable.Range(w * Files, Files))}; do {program} blob put f$i || exit 1; done"))];
        Assert.All(writers, Ended);
        File.WriteAllText(Path.Combine(_folder, "stop"), string.Empty);
        Assert.All(collectors, Ended);
        Assert.All(digests, digest => Assert.Equal(BlobState.Present, _store.Check(digest)));
        Assert.Empty(new StoreCollector(_store).Check(repair: false));
    }

    [Fact]
    public void Writer_KilledAtAnyTime_LeavesAWholeBlobOrNone()
    {
        byte[] bytes = new byte[24 << 20];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(_folder, "big"), bytes);
        var digest = Digest.Of(bytes);
        for (int i = 0; i < 12; i++)
        {
            using Process writer = Shell($"exec '{Checkout.Program}' blob put big");
            writer.WaitForExit(40 + (12 * i));
            writer.Kill();
            writer.WaitForExit();
            Assert.NotEqual(BlobState.Corrupt, _store.Check(digest));
            Assert.True(_store.TryGet(digest) is not { } found || found.Span.SequenceEqual(bytes));
            _store.Delete(digest);
        }

        Process last = Shell($"'{Checkout.Program}' blob put big");
        Ended(last);
        Assert.Equal(BlobState.Present, _store.Check(digest));

        // What the killed ones left half is nobody's once it is old.
        string[] left = Directory.GetFiles(_store.Root, "*.tmp", SearchOption.AllDirectories);
        Array.ForEach(left, file => File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-3)));
        Assert.Equal(left.Length, new StoreCollector(_store).Collect(TimeSpan.FromHours(1)).RemovedTemporary);
        Assert.Empty(Directory.GetFiles(_store.Root, "*.tmp", SearchOption.AllDirectories));
    }

    private Process Shell(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COMPOSE_HOME"] = _store.Root;
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { } text)
            {
                TestContext.Current.SendDiagnosticMessage(text);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Ended(Process process)
    {
        using (process)
        {
            Assert.True(process.WaitForExit(120_000), "it does not end");
            Assert.Equal(0, process.ExitCode);
        }
    }
}
