using System.Buffers;
using Compose.Capabilities;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Engine;
using Compose.Exec.Composer;
using Compose.Plans;
using Compose.Runtime;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <summary>
/// Runs what <see cref="ExecLoader"/> has loaded, on an engine, with exactly the granted authority. Thread-safe; each
/// run has a store of its own.
/// </summary>
public sealed partial class Executor(ICoreEngine engine)
{
    /// <summary>The export of a command.</summary>
    private const string RunInterface = "wasi:cli/run";

    /// <summary>Names what capabilities offer and how; the number changes with their behaviour.</summary>
    private const string HostAbi = "compose-host/1";

    private const int MaxStrictInput = 256 << 20;

    internal const ulong DefaultMemory = 4UL << 30;

    /// <summary>Runs a command: calls <c>wasi:cli/run</c>.</summary>
    /// <exception cref="ComposeException">Nothing was started: the component is no command, cannot be linked, or needs what the engine lacks.</exception>
    public ExecResult Run(ExecSubject subject, ExecOptions options) => Run(subject, null, options);

    /// <summary>Calls one exported function with arguments in WAVE: <c>iface#func(1, "two")</c>.</summary>
    public ExecResult Invoke(ExecSubject subject, string call, ExecOptions options) => Run(subject, call, options);

    /// <summary>
    /// The key of a run: everything that decides its result. Two runs with equal keys under a strict policy give equal
    /// results.
    /// </summary>
    /// <param name="subject">What would run.</param>
    /// <param name="options">How it would run.</param>
    /// <param name="call">The function with its arguments, or null for a command.</param>
    /// <param name="stdin">The digest of standard input, or null where none is read.</param>
    public ExecKey KeyOf(ExecSubject subject, ExecOptions options, string? call, Digest? stdin)
    {
        RunMode mode = RunMode.Of(subject, options);
        return ExecKey.Of(new ExecKeyInputs
        {
            Plan = subject.BarePlan,
            Artifact = subject.Digest,
            HostAbi = HostAbi,
            EngineFingerprint = engine.Info.Fingerprint,
            Grants = subject.Grants,
            Policy = subject.Policy with { Determinism = mode.Determinism, Seed = mode.Seed ?? subject.Policy.Seed, Limits = subject.Policy.Limits.Meet(LimitsOf(options.Limits)) },
            Export = call ?? RunInterface + "#run",
            Arguments = [options.ProgramName, .. options.Arguments],
            Stdin = stdin,
            AuthorityEpoch = subject.Grants is [var first, ..] ? first.Epoch : 0,
        });
    }

    /// <summary>The determinism mode in which a run would be: the strictest of the plan's, the host's and the caller's.</summary>
    public static DeterminismMode DeterminismOf(ExecSubject subject, ExecOptions options) => RunMode.Of(subject, options).Determinism;

    private ExecResult Run(ExecSubject subject, string? call, ExecOptions options) =>
        Within(subject, options, call, watch => Watched(subject, options, call, watch));

    private static ResourceLimits LimitsOf(ExecLimits limits) => new()
    {
        MemoryBytes = limits.MemoryBytes,
        Fuel = limits.Fuel is { } fuel ? (ulong)fuel : null,
        CpuMilliseconds = limits.Cpu is { } cpu ? (ulong)cpu.TotalMilliseconds : null,
        TableElements = limits.TableElements,
        Handles = limits.Handles is { } handles ? (ulong)handles : null,
        OpenFiles = limits.OpenFiles is { } files ? (ulong)files : null,
        OutputBytes = limits.OutputBytes is { } output ? (ulong)output : null,
        WallMilliseconds = limits.Timeout is { } time ? (ulong)time.TotalMilliseconds : null,
        IoOperations = limits.Operations is { } operations ? (ulong)operations : null,
    };
}
