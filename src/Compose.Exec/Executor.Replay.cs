using System.Text.Json.Nodes;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Exec;

/// <content>Running a guest again on the answers of a recorded run.</content>
public sealed partial class Executor
{
    /// <summary>
    /// Runs what was recorded again: the host is not asked, its recorded answers are given, and what the guest wrote to the
    /// standard streams is written again. Nothing else is touched: no file, no clock, no network.
    /// </summary>
    /// <param name="subject">The same component.</param>
    /// <param name="recording">A recording with values.</param>
    /// <param name="options">Streams, timeout, cancellation and watchers; what a guest could notice is the recording's.</param>
    /// <exception cref="ComposeException"><c>Exec.ReplayDiverged</c>: the guest did something else than it did then;
    /// <c>Exec.RecordingRefused</c>: the recording holds digests only; <c>Generic.InvalidInput</c>: it is damaged.</exception>
    public ExecResult Replay(ExecSubject subject, Recording recording, ExecOptions options)
    {
        if (recording.Component != subject.Digest)
        {
            throw recording.Diverged($"the recording is of the component {recording.Component}, not of {subject.Digest}");
        }

        if (!recording.HasValues)
        {
            throw new ComposeException(ErrorCodes.Exec.RecordingRefused, "the recording holds digests of answers only, so there is nothing to answer with", null, "it is of a plan with secrets, whose answers are not kept");
        }

        return Within(subject, options, recording.Call, watch =>
        {
            IOutputSink stdout = watch.Stdout(options.Stdout, always: false), stderr = watch.Stderr(options.Stderr, always: false);
            using var replay = new ReplayHook(recording, stdout, stderr, options.Cancellation);
            options = options with { Limits = recording.Limits with { Timeout = options.Limits.Timeout } };
            watch.Starting(options, DeterminismMode.Audit);
            ExecResult result;
            try
            {
                WireHooks? wires = WireHooks.Of(subject, options.Wires, watch.Events, options.Observer.Time, watch.Span);
                result = Run(subject, options, new ReplayImports(), HostCallHooks.Of(replay, watch.Hook), wires, instance => Enter(instance, recording.Call, watch, HandleNumbers.Instance), watch);
            }
            finally
            {
                stdout.Finish(s_patience);
                stderr.Finish(s_patience);
            }

            JsonObject end = replay.End();
            Same(recording, end, "outcome", result.Error?.Code.Name ?? $"exit:{result.ExitCode}");
            Same(recording, end, "stdout", replay.StdoutDigest.ToString());
            Same(recording, end, "stderr", replay.StderrDigest.ToString());
            Same(recording, end, "value", result.Value is { } value ? Digest.Of(System.Text.Encoding.UTF8.GetBytes(value)).ToString() : null);
            result = result with { Answers = replay.Count, Label = subject.Label };
            watch.Ended(result, []);
            return result;
        });
    }

    private static void Same(Recording recording, JsonObject end, string name, string? now)
    {
        if (recording.Text(end, name) is var then && then != now)
        {
            throw recording.Diverged($"the {name} is {now ?? "nothing"} where it then was {then ?? "nothing"}");
        }
    }
}
