using System.Text;
using Compose.Capabilities;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Plans;
using Compose.Store;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>The exec cache answers equal strict runs, and nothing else.</summary>
public sealed class ExecCacheTests : IDisposable
{
    private static readonly byte[] s_seed = BitConverter.GetBytes(7UL);

    private readonly string _root = Directory.CreateTempSubdirectory("compose-exec-cache-").FullName;
    private readonly ContentStore _store;
    private readonly List<ComposeError> _problems = [];

    public ExecCacheTests() => _store = new ContentStore(_root) { OnProblem = _problems.Add };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>One run with everything that decides it.</summary>
    private sealed record Case
    {
        public string Guest { get; init; } = "examples/hello/greeter.wasm";

        public string? Call { get; init; } = "greeting(\"Ann\")";

        public string Greeting { get; init; } = "Hi";

        public string Input { get; init; } = "";

        public string? Tenant { get; init; }

        public string[] Capabilities { get; init; } = [];

        public HostPolicy Policy { get; init; } = HostPolicy.Unrestricted;

        public ExecOptions Options { get; init; } = new() { StrictSeed = s_seed, Arguments = ["a"] };
    }

    private (ExecResult Result, string Output) Run(Case run, string engine = "clr", ExecCache? cache = null)
    {
        ExecSubject subject = Guests.Load(run.Guest, new ExecLoaderOptions
        {
            HostPolicy = run.Policy,
            Tenant = run.Tenant,
            Implicit = new ImplicitPlanOptions { Variables = [new("GREETING", run.Greeting)], Capabilities = run.Capabilities },
        });
        return Guests.Run(subject, run.Options with { Cache = cache ?? ExecOptions.OpenCache(_store) }, run.Input, run.Call, TestEngines.Of(engine));
    }

    public static TheoryData<string> Changes =>
        ["component", "call", "argument", "argument added", "program name", "variable", "capability", "seed", "stdin", "tenant", "fuel", "memory", "time", "operations", "output", "handles", "open files", "table elements", "cpu", "policy"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Run_WithOneInputChanged_IsNotAnsweredFromTheCache(string change)
    {
        var run = new Case();
        if (change is "stdin")
        {
            run = run with { Guest = "tests/guests/c-command.wasm", Call = null, Input = "one\n" };
        }

        Assert.Equal(CacheState.Miss, Run(run).Result.Cache);
        Assert.Equal(CacheState.Hit, Run(run).Result.Cache);
        ExecOptions options = run.Options;
        Case changed = change switch
        {
            "component" => run with { Guest = "tests/guests/echo.wasm", Call = null },
            "call" => run with { Call = "greeting(\"Bob\")" },
            "argument" => run with { Options = options with { Arguments = ["b"] } },
            "argument added" => run with { Options = options with { Arguments = ["a", ""] } },
            "program name" => run with { Options = options with { ProgramName = "other" } },
            "variable" => run with { Greeting = "Ho" },
            "capability" => run with { Capabilities = ["config"] },
            "seed" => run with { Options = options with { StrictSeed = [1, 2, 3] } },
            "stdin" => run with { Input = "two\n" },
            "tenant" => run with { Tenant = "acme" },
            "fuel" => run with { Options = options with { Limits = options.Limits with { Fuel = 1_000_000_000 } } },
            "memory" => run with { Options = options with { Limits = options.Limits with { MemoryBytes = 1 << 28 } } },
            "time" => run with { Options = options with { Limits = options.Limits with { Timeout = TimeSpan.FromSeconds(33) } } },
            "operations" => run with { Options = options with { Limits = options.Limits with { Operations = 1_000_000 } } },
            "output" => run with { Options = options with { Limits = options.Limits with { OutputBytes = 1_000_000 } } },
            "open files" => run with { Options = options with { Limits = options.Limits with { OpenFiles = 9 } } },
            "table elements" => run with { Options = options with { Limits = options.Limits with { TableElements = 99_999 } } },
            "cpu" => run with { Options = options with { Limits = options.Limits with { Cpu = TimeSpan.FromSeconds(44) } } },
            "handles" => run with { Options = options with { Limits = options.Limits with { Handles = 1_000 } } },
            _ => run with { Policy = HostPolicy.Unrestricted with { Limits = new ResourceLimits { OpenFiles = 5 } } },
        };
        CacheState answered;
        try
        {
            answered = Run(changed).Result.Cache;
        }
        catch (ComposeException)
        {
            // Another component need not have the function; it was not answered for, either.
            answered = CacheState.Miss;
        }

        Assert.Equal(CacheState.Miss, answered);
        Assert.Equal(CacheState.Hit, Run(run).Result.Cache);
    }

    /// <summary>Each option of a run is in its key, keeps the run from being cached, or cannot change what a cached run may see.</summary>
    [Fact]
    public void Options_AreAllAccountedFor()
    {
        string[] inKey = ["Arguments", "ProgramName", "Limits", "Determinism", "StrictSeed", "Stdin"];
        string[] keepsFromBeingCached = ["Stdout", "Stderr", "Wires", "CallHook", "Control"];

        // Reached only through capabilities that keep a run from being cached, or not at all in a strict run.
        string[] unseen = ["BaseDirectory", "KeyValue", "Log", "Secrets", "Blobs", "Attester", "Trust"];
        string[] ofTheHost = ["Recording", "Recordings", "Cache", "RefreshesCache", "Cancellation", "Observer"];
        Assert.Equal(
            typeof(ExecOptions).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal),
            ((string[])[.. inKey, .. keepsFromBeingCached, .. unseen, .. ofTheHost]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_OnAnotherEngine_OrOfAnotherBuildOfTheHost_IsNotAnsweredFromTheCache()
    {
        var run = new Case();
        Run(run);
        Assert.Equal(CacheState.Miss, Run(run, cache: new ExecCache(_store, Digest.Of("another build"u8))).Result.Cache);
        Assert.Equal(CacheState.Miss, Run(run, "wasmtime").Result.Cache);
        Assert.Equal(CacheState.Hit, Run(run, "wasmtime").Result.Cache);
    }

    [Fact]
    public void Hit_GivesResultOutputAndReceiptOfTheRun_AndNothingRuns()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo("{ determinism: strict, seed: 7 }");
        var heard = new HeardEvents();
        var options = new ExecOptions { Arguments = ["500"], Cache = ExecOptions.OpenCache(_store), Observer = heard.Observer, Limits = ExecLimits.Default with { Fuel = 10_000_000_000 } };
        (ExecResult first, string output) = Guests.Run(folder.Load(), options);
        int ran = heard.Events.Count(each => each.Message == "host call");
        (ExecResult second, string again) = Guests.Run(folder.Load(), options);

        Assert.Equal(CacheState.Miss, first.Cache);
        Assert.Equal(first with { Cache = CacheState.Hit }, second);
        Assert.Equal(output, again);
        Assert.True(ran > 0);
        Assert.Equal(ran, heard.Events.Count(each => each.Message == "host call"));
        Assert.Equal(["miss", "hit"], heard.Receipts.Select(receipt => receipt.Cache));
        Assert.Equal(heard.Receipts[0].Outputs, heard.Receipts[1].Outputs);
        Assert.Equal(heard.Receipts[0].Key, heard.Receipts[1].Key);
        Assert.All(heard.Receipts[0].Grants, grant => Assert.NotNull(grant.Calls));
        Assert.All(heard.Receipts[1].Grants, grant => Assert.Null(grant.Calls));
        Assert.Contains("execution cache hit", heard.Messages(EventLevel.Info));

        ExecResult refreshed = Guests.Run(folder.Load(), options with { RefreshesCache = true }).Result;
        Assert.Equal(CacheState.Miss, refreshed.Cache);
    }

    [Fact]
    public void Hit_OfAFailingCommand_HasItsExitCodeAndTheOrderOfItsStreams()
    {
        byte[] First(CacheState expected)
        {
            var both = new MemorySink();
            ExecSubject subject = Guests.Load("tests/guests/c-command.wasm");
            ExecResult result = new Executor(Guests.Engine).Run(subject, new ExecOptions { Arguments = ["99"], StrictSeed = s_seed, Stdout = both, Stderr = both, Cache = ExecOptions.OpenCache(_store) });
            Assert.Equal(expected, result.Cache);
            Assert.NotEqual(0, result.ExitCode);
            return both.ToArray();
        }

        byte[] ran = First(CacheState.Miss);
        Assert.NotEmpty(ran);
        Assert.Equal(ran, First(CacheState.Hit));
    }

    public static TheoryData<string, string> Bypasses => new()
    {
        { "relaxed", "" },
        { "audit", "" },
        { "closed output", "standard output is closed" },
        { "revocable", "taken away" },
        { "watched", "watched" },
        { "logging", "wasi:logging" },
        { "blobs", "sys:compose/blobs" },
    };

    [Theory]
    [MemberData(nameof(Bypasses))]
    public void Run_WhoseResultIsNotInItsKey_IsNeverCached(string kind, string reason)
    {
        var run = new Case { Guest = "examples/hello/greeter.wasm" };
        run = kind switch
        {
            "relaxed" => run with { Options = new ExecOptions() },
            "audit" => run with { Options = new ExecOptions { Determinism = DeterminismMode.Audit } },
            "revocable" => run with { Options = run.Options with { Control = new AuthorityControl() } },
            "watched" => run with { Options = run.Options with { Wires = new WireOptions { Trace = true } } },
            _ => run,
        };
        ExecSubject subject = Guests.Load(run.Guest, new ExecLoaderOptions());
        if (kind is "logging" or "blobs")
        {
            string name = kind == "logging" ? "wasi:logging/logging" : "sys:compose/blobs";
            Assert.True(CapabilityName.TryParse(name, out CapabilityName capability));
            var imports = new Dictionary<string, ExecImport>(subject.Imports, StringComparer.Ordinal)
            {
                [name] = new ExecImport(capability, new Grant { Instance = new InstancePath("main"), Name = capability, State = GrantState.Granted }),
            };
            subject = new ExecSubject(subject.Name, subject.Component, subject.Digest, imports) { Plan = subject.Plan, BarePlan = subject.BarePlan, Policy = subject.Policy, IsBare = true };
        }

        for (int i = 0; i < 2; i++)
        {
            ExecOptions options = run.Options with { Cache = ExecOptions.OpenCache(_store), Stdout = kind == "closed output" ? ClosedSink.Instance : new MemorySink(), Stderr = new MemorySink() };
            ExecResult result = new Executor(Guests.Engine).Invoke(subject, "greeting(\"Ann\")", options);
            Assert.Equal(reason.Length > 0 ? CacheState.Bypassed : CacheState.None, result.Cache);
            Assert.Contains(reason, result.CacheReason ?? string.Empty, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(_root, "exec")));
    }

    [Fact]
    public void Run_WithFilesOrSecretsOrAGrantThatExpires_IsNeverCached()
    {
        using PlanFolder files = PlanFolder.Files("{ determinism: strict, seed: 1 }");
        (ExecResult result, _) = Guests.Run(files.Load(), new ExecOptions { Cache = ExecOptions.OpenCache(_store) });
        Assert.Contains("wasi:filesystem", result.CacheReason, StringComparison.Ordinal);

        ExecSubject subject = Guests.Load("tests/guests/c-command.wasm");
        Assert.Contains("secrets", Guests.Run(subject with { HasSecrets = true }, new ExecOptions { StrictSeed = s_seed, Cache = ExecOptions.OpenCache(_store) }).Result.CacheReason, StringComparison.Ordinal);

        var imports = subject.Imports.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Grant is { } grant ? new ExecImport(pair.Value.Interface, grant with { Expires = DateTimeOffset.UtcNow.AddHours(1) }) : pair.Value);
        subject = new ExecSubject(subject.Name, subject.Component, subject.Digest, imports) { Plan = subject.Plan, BarePlan = subject.BarePlan, Policy = subject.Policy, IsBare = true };
        Assert.Contains("expires", Guests.Run(subject, new ExecOptions { StrictSeed = s_seed, Cache = ExecOptions.OpenCache(_store) }).Result.CacheReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThatTrappedOrReachedALimit_IsRunAgain()
    {
        ExecSubject subject = Guests.Load("tests/guests/c-command.wasm");
        var options = new ExecOptions { StrictSeed = s_seed, Arguments = ["8"], Limits = ExecLimits.Default with { Fuel = 1_000 }, Cache = ExecOptions.OpenCache(_store) };
        for (int i = 0; i < 2; i++)
        {
            ExecResult result = Guests.Run(subject, options).Result;
            Assert.Equal(ExecOutcome.LimitReached, result.Outcome);
            Assert.Equal(CacheState.Miss, result.Cache);
        }
    }

    public static TheoryData<string> Damages => ["blob flipped", "blob cut", "blob gone", "entry flipped", "entry empty", "entry of another key", "entry without seal", "entry of another store", "result of another format"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Entry_ThatIsDamagedSwappedOrPlanted_IsNotServed_AndMended(string damage)
    {
        var run = new Case();
        Case other = run with { Call = "greeting(\"Eve\")" };
        ExecResult good = Run(run).Result;
        string entry = Assert.Single(Entries());
        Run(other);
        string planted = Entries().Single(each => each != entry);
        Assert.True(Digest.TryParse(File.ReadAllText(entry).Split(' ', '\n')[0], out Digest blob));
        string file = _store.PathOf(blob);
        switch (damage)
        {
            case "blob flipped":
                byte[] bytes = File.ReadAllBytes(file);
                bytes[^1] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "blob cut":
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..3]);
                break;
            case "blob gone":
                File.Delete(file);
                break;
            case "entry flipped":
                string text = File.ReadAllText(entry);
                File.WriteAllText(entry, text[..^2] + (text[^2] == '0' ? '1' : '0') + "\n");
                break;
            case "entry empty":
                File.WriteAllText(entry, string.Empty);
                break;
            case "entry of another key":
                File.Copy(planted, entry, overwrite: true);
                break;
            case "entry without seal":
                File.WriteAllText(entry, _store.Put("evil"u8) + "\n");
                break;
            case "entry of another store":
                using (var elsewhere = new ExecCacheTests())
                {
                    elsewhere.Run(run);
                    File.Copy(Assert.Single(elsewhere.Entries()), entry, overwrite: true);
                }

                break;
            default:
                ExecSubject subject = Guests.Load(run.Guest, new ExecLoaderOptions { Implicit = new ImplicitPlanOptions { Variables = [new("GREETING", run.Greeting)] } });
                foreach (Digest? stdin in (Digest?[])[null, Digest.Of([])])
                {
                    ExecOptions.OpenCache(_store).Put(new Executor(Guests.Engine).KeyOf(subject, run.Options, run.Call, stdin).Value, "not a result"u8);
                }

                break;
        }

        ExecResult mended = Run(run).Result;
        Assert.Equal(CacheState.Miss, mended.Cache);
        Assert.Equal(good.Value, mended.Value);
        ExecResult served = Run(run).Result;
        Assert.Equal(CacheState.Hit, served.Cache);
        Assert.Equal(good.Value, served.Value);
    }

    [Fact]
    public void Store_ThatCannotBeWritten_FailsNoRun()
    {
        File.WriteAllText(Path.Combine(_root, "exec"), "a file where a folder has to be");
        Assert.Equal(CacheState.Miss, Run(new Case()).Result.Cache);
        Assert.Equal(CacheState.Miss, Run(new Case()).Result.Cache);
        Assert.All(_problems, problem => Assert.Equal(ErrorCodes.Exec.CacheError, problem.Code));
        Assert.All(_problems, problem => Assert.True(problem.IsWarning));
        Assert.NotEmpty(_problems);
    }

    [Fact]
    public void Collection_KeepsResultsWithinTheQuota_AndDropsTheirEntriesBeyond()
    {
        var run = new Case();
        Run(run);
        new StoreCollector(_store).Collect(TimeSpan.Zero);
        Assert.Equal(CacheState.Hit, Run(run).Result.Cache);
        foreach ((Digest digest, _) in _store.List())
        {
            File.SetLastWriteTimeUtc(_store.PathOf(digest), DateTime.UtcNow.AddHours(-2));
        }

        CollectReport report = new StoreCollector(_store).Collect(TimeSpan.FromHours(1), quota: 0);
        Assert.Equal(1, report.RemovedEntries);
        Assert.Empty(Entries());
        Assert.Equal(CacheState.Miss, Run(run).Result.Cache);
    }

    [Fact]
    public void Runs_AtOnce_AllGiveTheSame()
    {
        var values = new string?[8];
        Parallel.For(0, values.Length, i => values[i] = Run(new Case()).Result.Value);
        Assert.Single(values.Distinct());
        Assert.Empty(_problems);
        Assert.Equal(CacheState.Hit, Run(new Case()).Result.Cache);
    }

    [Fact]
    public void StrictPlan_WithSecrets_HasNone()
    {
        // By the plan's own mode, not only by the caller's seed.
        Assert.True(CapabilityName.TryParse("std:secrets/secrets", out CapabilityName name));
        var node = new InstancePath("main");
        ExecSubject loaded = Guests.Load("tests/guests/c-command.wasm");
        var subject = new ExecSubject(loaded.Name, loaded.Component, loaded.Digest, new Dictionary<string, ExecImport>
        {
            ["std:secrets/secrets"] = new ExecImport(name, new Grant { Instance = node, Name = name, State = GrantState.Granted }),
        })
        {
            Plan = loaded.Plan,
            BarePlan = loaded.BarePlan,
            Policy = loaded.Policy with { Determinism = DeterminismMode.Strict },
            Secrets = new Dictionary<InstancePath, IReadOnlyList<SecretGrant>> { [node] = [] },
        };
        var world = new HostWorld(new HostServices());
        var options = new ExecOptions { Secrets = new NoSecrets() };
        Executor.Imports(subject, options, world);
        Assert.Null(Assert.Single(world.Nodes).Session.Authority.Facilities.Secrets);
        world = new HostWorld(new HostServices());
        Executor.Imports(subject with { Policy = subject.Policy with { Determinism = DeterminismMode.Relaxed } }, options, world);
        Assert.NotNull(Assert.Single(world.Nodes).Session.Authority.Facilities.Secrets);
    }

    private string[] Entries() => Directory.GetFiles(Path.Combine(_root, "exec"), "*", SearchOption.AllDirectories);

    /// <summary>Is there and gives nothing.</summary>
    private sealed class NoSecrets : ISecretHost
    {
        public void Bind(SecretScope scope, IReadOnlyList<SecretGrant> grants)
        {
        }

        public SecretToken Resolve(SecretScope scope, string name) => throw new NotSupportedException();

        public IReadOnlyList<string> Names(SecretScope scope) => [];

        public SecretInfo Describe(SecretScope scope, SecretToken token) => throw new NotSupportedException();

        public void Revoke(SecretScope scope, SecretToken token) => throw new NotSupportedException();

        public byte[] Sign(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message) => throw new NotSupportedException();

        public bool Verify(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => throw new NotSupportedException();

        public byte[] Hmac(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message) => throw new NotSupportedException();

        public byte[] Encrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated) => throw new NotSupportedException();

        public byte[] Decrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated) => throw new NotSupportedException();

        public SecretValue Reveal(SecretScope scope, SecretToken token) => throw new NotSupportedException();

        public SecretValue? FillHeader(SecretScope scope, string host, string value) => null;
    }
}
