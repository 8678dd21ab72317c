using System.Text;
using Compose.Capabilities.Streams;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Guests that try to get out, each by one way: all of them fail, soon and in bounded memory.</summary>
public sealed class HostileTests
{
    private const long MostAllocated = 512 << 20;

    private static readonly ExecLimits s_limits = new()
    {
        MemoryBytes = 64 << 20, TableElements = 5_000_000, Handles = 1_000, Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Attacks on the canonical ABI and the host's functions that must end in a trap.</summary>
    public static TheoryData<string, string> Traps => TestEngines.With(
        "forged-handle", "negative-handle", "handle-of-another-type", "handle-after-drop", "dropped-twice", "dropped-as-another-type",
        "list-beyond-memory", "list-at-a-wild-pointer", "list-of-a-billion-handles", "result-at-a-wild-pointer", "result-misaligned",
        "text-that-is-no-utf8", "text-of-a-surrogate", "poll-of-nothing", "write-without-permit", "blocking-write-too-long",
        "recursion-without-end", "names-that-speak-to-terminals");

    /// <summary>Attacks by quantity.</summary>
    public static TheoryData<string, string> Quantities => TestEngines.With(
        "random-bytes-without-end", "random-bytes-of-a-terabyte", "handles-without-end", "memory-without-end", "table-without-end");

    public static TheoryData<string> AllEngines => TestEngines.All;

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Harmless_Guest_Works(string engine) => Assert.Equal("0", Attack(engine, "harmless").Value);

    [Theory]
    [MemberData(nameof(Traps))]
    public void Attack_OnTheAbi_IsATrap(string engine, string attack)
    {
        long before = GC.GetTotalAllocatedBytes();
        ExecResult result = Attack(engine, attack);
        Assert.Equal((ExecOutcome.Trapped, 134), (result.Outcome, result.ExitCode));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostAllocated);
    }

    [Theory]
    [MemberData(nameof(Quantities))]
    public void Attack_ByQuantity_EndsInBoundedMemory(string engine, string attack)
    {
        long before = GC.GetTotalAllocatedBytes();
        ExecResult result = Attack(engine, attack);
        Assert.True(result.Outcome is ExecOutcome.Trapped or ExecOutcome.LimitReached || result.Value == "0", $"{result.Outcome} {result.Value}");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostAllocated);
        Assert.InRange(result.MemoryBytes, 0ul, s_limits.MemoryBytes!.Value);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Sleep_ForEver_EndsAtTheDeadline(string engine)
    {
        ExecResult result = Attack(engine, "sleep-for-ever", s_limits with { Timeout = TimeSpan.FromMilliseconds(500) });
        Assert.Equal(ErrorCodes.Exec.Timeout, result.Error!.Code);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Names_OfAGuest_ReachNoTerminal(string engine)
    {
        ExecResult result = Attack(engine, "names-that-speak-to-terminals");
        string text = new ErrorRenderer(_ => null, color: false).Render([result.Error!]);
        Assert.Contains("forged", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain("\n[error] forged", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', text);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_GrantedOutputOnly_SeesNoEnvironmentFilesOrNetwork(string engine)
    {
        Environment.SetEnvironmentVariable("COMPOSE_TEST_SECRET", "s3cret");
        Assert.Empty(UnderPlan(engine, "environment").Output);
        foreach (string mode in (string[])["files", "network"])
        {
            GuestOutcome outcome = UnderPlan(engine, mode);
            string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
            Assert.True(lines.Length >= 3, outcome.Output);
            Assert.All(lines, line => Assert.StartsWith("denied ", line, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_ThatDives_TrapsAndNothingElseHappens(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "dive").Go();
        Assert.Equal(ExecOutcome.Trapped, outcome.Result.Outcome);
        Assert.Equal(0, new GuestRun(engine, "hostile.wasm", "environment").Go().Result.ExitCode);
    }

    private static ExecResult Attack(string engine, string attack, ExecLimits? limits = null)
    {
        ExecSubject subject = new ExecLoader(new ExecLoaderOptions { Implicit = new ImplicitPlanOptions { Capabilities = ["config"] } })
            .Load(GuestRun.Fixture("forger"), "forger.wasm");
        return new Executor(TestEngines.Of(engine)).Invoke(subject, attack + "()", new ExecOptions { Limits = limits ?? s_limits, Stdout = new MemorySink() });
    }

    private static GuestOutcome UnderPlan(string engine, string mode)
    {
        string guest = Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", "hostile.wasm");
        byte[] plan = Encoding.UTF8.GetBytes($"compose: 2\ncomponents: {{hostile: '{guest}'}}\ninstances: {{hostile: {{capabilities: {{stdout: null, arguments: {{values: [{mode}]}}}}}}}}\nexports: hostile\n");
        var stdout = new MemorySink();
        ExecResult result = new Executor(TestEngines.Of(engine)).Run(
            new ExecLoader(new ExecLoaderOptions()).Load(plan, Path.Combine(AppContext.BaseDirectory, "plan.yaml")),
            new ExecOptions { Limits = s_limits, Stdout = stdout });
        return new GuestOutcome(result, Encoding.UTF8.GetString(stdout.ToArray()), string.Empty);
    }
}
