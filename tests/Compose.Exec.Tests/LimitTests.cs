using System.Diagnostics;
using Compose.Capabilities;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Each limit ends a run in its own way and in time.</summary>
public sealed class LimitTests
{
    public static TheoryData<string> AllEngines => TestEngines.All;

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Cpu_UsedUp_StopsASpin(string engine)
    {
        var watch = Stopwatch.StartNew();
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "spin") { Limits = new ExecLimits { Cpu = TimeSpan.FromMilliseconds(300) } }.Go();
        Limited(outcome);
        Assert.Contains("processor time", outcome.Result.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Cpu_OfAGuestThatWaits_IsNotUsed(string engine)
    {
        // Half a second of waiting is nothing; the deadline counts it.
        byte[] waiter = GuestRun.Fixture("sleep");
        Assert.Equal(0, new GuestRun(engine, "sleep.wasm") { Limits = new ExecLimits { Cpu = TimeSpan.FromMilliseconds(450) } }.Go(waiter).Result.ExitCode);
        GuestOutcome late = new GuestRun(engine, "sleep.wasm") { Limits = new ExecLimits { Timeout = TimeSpan.FromMilliseconds(100) } }.Go(waiter);
        Assert.Equal((137, "Exec.Timeout"), (late.Result.ExitCode, late.Result.Error!.Code.Name));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Fuel_UsedUp_StopsASpin(string engine) =>
        Limited(new GuestRun(engine, "hostile.wasm", "spin") { Limits = new ExecLimits { Fuel = 10_000_000 } }.Go());

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Time_Over_StopsASpin(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "spin") { Limits = new ExecLimits { Timeout = TimeSpan.FromMilliseconds(200) } }.Go();
        Assert.Equal((137, "Exec.Timeout"), (outcome.Result.ExitCode, outcome.Result.Error!.Code.Name));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Memory_UsedUp_EndsTheHog(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "hog") { Limits = new ExecLimits { MemoryBytes = 64 << 20 } }.Go();
        Limited(outcome);
        Assert.InRange(outcome.Result.MemoryBytes, 32ul << 20, 64ul << 20);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Output_UsedUp_EndsTheFlood(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "flood") { Limits = new ExecLimits { OutputBytes = 100_000 } }.Go();
        Limited(outcome);
        Assert.InRange(outcome.Output.Length, 90_000, 100_000);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Handles_UsedUp_EndTheHoarder(string engine)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("compose-limits-");
        try
        {
            var run = new GuestRun(engine, "hostile.wasm", "handles") { Directories = [new DirectoryGrant(folder.FullName, ".", true)] };
            Limited((run with { Limits = new ExecLimits { Handles = 50 } }).Go());
            Assert.Equal("stopped at 49: QuotaExceeded\n", (run with { Limits = new ExecLimits { OpenFiles = 50 } }).Go().Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Operations_UsedUp_EndTheFlood(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "flood") { Limits = new ExecLimits { Operations = 100 } }.Go();
        Limited(outcome);
        Assert.InRange(outcome.Output.Length, 1, 100 * 4_096);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Revocation_OfARunUnderWay_EndsWhatItTookAway(string engine)
    {
        var control = new AuthorityControl();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        GuestOutcome outcome = new GuestRun(engine, "hostile.wasm", "flood") { Control = control, Written = count => RevokeAfter(count, control), Cancellation = stop.Token, Limits = new ExecLimits { OutputBytes = 1L << 30 } }.Go();

        // Its standard output is closed to it from one write to the next: it panics.
        Assert.Equal(ExecOutcome.Trapped, outcome.Result.Outcome);
        Assert.InRange(outcome.Output.Length, 100_000, 200_000);
    }

    private static void RevokeAfter(int count, AuthorityControl control)
    {
        if (count > 100_000)
        {
            control.Revoke(new InstancePath(ImplicitPlan.Id), "wasi:cli/stdout");
        }
    }

    [Fact]
    public void Limits_OfThePlanAndTheCaller_MeetAtTheStricter()
    {
        ExecLimits met = ExecLimits.Of(new ResourceLimits { CpuMilliseconds = 5, Handles = 7, OpenFiles = 1, OutputBytes = 100, TableElements = 9 })
            .Meet(new ExecLimits { Cpu = TimeSpan.FromMilliseconds(3), Handles = 9, TableElements = 10 });
        Assert.Equal((TimeSpan.FromMilliseconds(3), 7, 1, 100L, 9ul), (met.Cpu!.Value, met.Handles!.Value, met.OpenFiles!.Value, met.OutputBytes!.Value, met.TableElements!.Value));
    }

    private static void Limited(GuestOutcome outcome)
    {
        Assert.Equal((ExecOutcome.LimitReached, 137), (outcome.Result.Outcome, outcome.Result.ExitCode));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, outcome.Result.Error!.Code);
    }
}
