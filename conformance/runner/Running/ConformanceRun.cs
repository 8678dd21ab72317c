using System.Text;

namespace Compose.Conformance;

/// <summary>Judges one host by the suites of a folder.</summary>
public static class ConformanceRun
{
    // Characters of a version or fingerprint that are kept: a host may say what it likes.
    private const int MaxIdentity = 2000;

    /// <summary>The events of a run beside one for each test: that it began, and that it ended.</summary>
    internal const int FramingEvents = 2;

    /// <summary>The descriptions of hosts in a folder, by name.</summary>
    public static IReadOnlyList<(string Name, string Title, string File)> Hosts(string root) =>
        [.. HostFiles(root).Select(HostAdapterReader.Read).Select(adapter => (adapter.Name, adapter.Title, adapter.File))];

    /// <summary>Runs all that was asked for.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="progress">Told of every test that has ended, one at a time.</param>
    /// <exception cref="ComposeException"><c>Conformance.*</c>: suites or host cannot be read, or the host cannot be started.</exception>
    public static async Task<ConformanceReport> RunAsync(ConformanceOptions options, IProgress<TestResult>? progress = null)
    {
        SuiteCatalog catalog = SuiteCatalog.Open(options.Root);
        if (options.Suites.FirstOrDefault(name => catalog.Suites.All(suite => suite.Name != name)) is { } unknown)
        {
            throw new ComposeException(ErrorCodes.Generic.Usage, $"there is no suite '{unknown}'", null, "there are: " + string.Join(", ", catalog.Suites.Select(suite => suite.Name)));
        }

        IReadOnlyList<Suite> suites = options.Fixtures is { } fixtures ? [FixtureSuite.Read(fixtures)] : catalog.Suites;
        HostAdapter adapter = HostAdapterReader.Read(FindHost(options.Root, options.Host));
        string program = FindProgram(adapter);
        HostIdentity identity = await IdentifyAsync(adapter, program);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        var work = new List<(int Order, Suite Suite, ConformanceTest Test)>();
        foreach (Suite suite in suites.Where(suite => options.Suites.Count == 0 || options.Suites.Contains(suite.Name)))
        {
            foreach (ConformanceTest test in suite.Tests.Where(test => test.Id.Contains(options.Filter, StringComparison.Ordinal)))
            {
                work.Add((work.Count, suite, Hurried(test, options.Seconds)));
            }
        }

        EventLog events = options.Events.With(null, ("host", identity.Name));
        events.Info(
            "conformance run started",
            ("version", identity.Version), ("program_digest", identity.ProgramDigest.Hex), ("suite_digest", catalog.Digest.Hex), ("tests", work.Count));
        var results = new TestResult[work.Count];
        int next = -1;
        var telling = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Math.Max(1, options.Jobs)).Select(_ => Task.Run(async () =>
        {
            await using IHost host = adapter.Speaks ? new ProtocolHost(adapter, program) : new CommandHost(adapter, program);
            int at;
            while ((at = Interlocked.Increment(ref next)) < work.Count)
            {
                (int order, Suite suite, ConformanceTest test) = work[at];
                results[order] = await TestRunner.RunAsync(test, suite.Name, adapter, host);
                lock (telling)
                {
                    progress?.Report(results[order]);
                    Tell(events, results[order]);
                }
            }
        })));
        if (Digest.Of(await File.ReadAllBytesAsync(program)) != identity.ProgramDigest)
        {
            throw Unavailable(adapter, "its program is not what it was when the run began");
        }

        var report = new ConformanceReport { Host = identity, SuiteDigest = catalog.Digest, Suites = suites, Results = results, Started = started };
        events.Info(
            "conformance run ended",
            ("passed", report.Count(Verdict.Passed)), ("failed", report.Count(Verdict.Failed)), ("skipped", report.Count(Verdict.Skipped)), ("unclaimed", report.Count(Verdict.Unclaimed)));
        return report;
    }

    private static void Tell(EventLog events, TestResult result) => events.Emit(
        result.Verdict switch
        {
            Verdict.Failed => EventLevel.Error,
            Verdict.Unclaimed or Verdict.Skipped => EventLevel.Trace,
            _ => EventLevel.Info,
        },
        "conformance test ended",
        null,
        ("test", result.Test.Id), ("verdict", Word.Of(result.Verdict)), ("milliseconds", (long)result.Duration.TotalMilliseconds),
        ("reasons", result.Reasons.Count == 0 ? null : string.Join("; ", result.Reasons)));

    private static ConformanceTest Hurried(ConformanceTest test, int seconds) => test.Steps.All(step => step.Expect.Seconds <= seconds)
        ? test
        : test with { Steps = [.. test.Steps.Select(step => step with { Expect = step.Expect with { Seconds = Math.Min(step.Expect.Seconds, seconds) } })] };

    private static IEnumerable<string> HostFiles(string root) =>
        Directory.Exists(Path.Combine(root, "hosts")) ? Directory.EnumerateFiles(Path.Combine(root, "hosts"), "*.yaml").Order(StringComparer.Ordinal) : [];

    private static string FindHost(string root, string host)
    {
        string named = Path.Combine(root, "hosts", host + ".yaml");

        // Names first: a checkout has a program `composectl` in its root.
        return File.Exists(named) ? named
            : File.Exists(host) ? host
            : throw new ComposeException(ErrorCodes.Generic.Usage, $"there is no host '{host}'", null, "there are: " + string.Join(", ", HostFiles(root).Select(Path.GetFileNameWithoutExtension)) + "; or name a file");
    }

    private static string FindProgram(HostAdapter adapter)
    {
        string? named = adapter.ProgramVariable is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw Unavailable(adapter, $"{adapter.ProgramVariable} names {named}, which is no file");
        }

        foreach (string path in adapter.ProgramPaths.Select(path => Path.GetFullPath(Path.Combine(adapter.Folder, path))))
        {
            if (File.Exists(path))
            {
                return path;
            }
        }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, adapter.Program);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw Unavailable(adapter, $"there is no program '{adapter.Program}'");
    }

    private static async Task<HostIdentity> IdentifyAsync(HostAdapter adapter, string program)
    {
        string version = await AskAsync(adapter, adapter.Version, program, "version");
        string? fingerprint = adapter.Fingerprint is { } command ? await AskAsync(adapter, command, program, "fingerprint") : null;
        return new HostIdentity
        {
            Name = adapter.Name,
            Title = adapter.Title,
            Version = version,
            Fingerprint = fingerprint,
            ProgramDigest = Digest.Of(await File.ReadAllBytesAsync(program)),
            Claims = adapter.Suites,
            Features = adapter.Features,
        };
    }

    private static async Task<string> AskAsync(HostAdapter adapter, CommandTemplate template, string program, string what)
    {
        string home = Directory.CreateTempSubdirectory("conformance-host-").FullName;
        try
        {
            var environment = new Dictionary<string, string>(adapter.Environment, StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? string.Empty, ["HOME"] = home };
            (IReadOnlyList<string> command, _) = template.Fill(
                new Dictionary<string, string> { ["program"] = program, ["here"] = adapter.Folder }, new Dictionary<string, IReadOnlyList<string>>());
            ProcessResult result = await ProcessRun.ToEndAsync(command, environment, home, default, TimeSpan.FromSeconds(20));
            if (result.NotStarted is not null || result.TimedOut || result.Flooded || result.ExitCode != 0)
            {
                throw Unavailable(adapter, result.NotStarted ?? $"it does not tell its {what}: {Judge.Quote(result.StderrText)}");
            }

            string told = string.Concat(Encoding.UTF8.GetString(result.Stdout).Select(letter => char.IsControl(letter) ? ' ' : letter));
            string text = string.Join(' ', told.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return text.Length <= MaxIdentity ? text : text[..MaxIdentity] + "…";
        }
        finally
        {
            HostFile.Remove(home);
        }
    }

    private static ComposeException Unavailable(HostAdapter adapter, string reason) => new(
        ErrorCodes.Conformance.HostUnavailable,
        $"{adapter.Title} cannot be judged: {reason}",
        new ErrorLocation { File = adapter.File },
        adapter.ProgramVariable is { } variable ? $"install '{adapter.Program}', or name it with {variable}" : $"install '{adapter.Program}'");
}
