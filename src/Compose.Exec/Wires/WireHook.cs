using System.Diagnostics;
using Compose.Runtime;
using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <summary>What the calls of one function of one wire pass through.</summary>
/// <param name="wire">The edge.</param>
/// <param name="budget">Calls that are left; null for no limit.</param>
/// <param name="events">Who is told of each call; null for nobody.</param>
/// <param name="recording">Where values go; null for nowhere.</param>
/// <param name="run">The run, which knows its request.</param>
/// <param name="time">The clock of durations.</param>
/// <param name="parent">The span of the run.</param>
internal sealed class WireHook(Wire wire, WireBudget? budget, EventLog? events, CallRecording? recording, WireHooks run, TimeProvider time, ActivityContext parent) : IWireHook
{
    private readonly Stack<Open> _open = [];
    private long _calls;
    private long _failures;
    private TimeSpan _duration;

    public bool WantsValues => recording is not null;

    public WireUse Use => new(wire.Consumer, wire.Provider, wire.Function) { Calls = _calls, Failures = _failures, Duration = _duration };

    /// <summary>Counts from nothing again.</summary>
    public void Forget()
    {
        _open.Clear();
        _calls = 0;
        _failures = 0;
        _duration = TimeSpan.Zero;
    }

    public void OnCall(AbiFunction type, ReadOnlySpan<Value> args)
    {
        budget?.Take();
        if (events is null && recording is null)
        {
            _calls++;
            return;
        }

        string? written = recording is null ? null : Wave.PrintArguments(args, type, HandleNumbers.Instance);
        _open.Push(new Open(events is null ? null : StartSpan(), written, time.GetTimestamp()));
        _calls++;
    }

    public void OnReturn(AbiFunction type, in Value result)
    {
        if (_open.TryPop(out Open open))
        {
            TimeSpan duration = time.GetElapsedTime(open.Start);
            recording?.Write(run.Request, wire, open.Arguments!, type.Result is { } resultType ? Wave.Print(result, resultType, HandleNumbers.Instance) : null, null);
            Ended(open, "ok", null, duration);
        }
    }

    public void OnFailure(AbiFunction type, Exception failure)
    {
        _failures++;
        if (_open.TryPop(out Open open))
        {
            TimeSpan duration = time.GetElapsedTime(open.Start);
            string code = failure switch
            {
                GuestExitException => "exit",
                ComposeException known => known.Error.Code.Name,
                _ => ErrorCodes.Exec.Trap.Name,
            };
            recording?.Write(run.Request, wire, open.Arguments!, null, code);
            Ended(open, failure is GuestExitException ? "exit" : "failed", code, duration);
        }
    }

    private Activity? StartSpan()
    {
        ActivitySource source = ComposeTracing.Source;
        if (!source.HasListeners())
        {
            return null;
        }

        // A call within a call is a child of it: the guest's thread knows that one, and no other.
        Activity? span = source.StartActivity("compose.wire", ActivityKind.Internal, Activity.Current?.Context ?? parent);
        span?.SetTag("compose.consumer", wire.Consumer.Text);
        span?.SetTag("compose.provider", wire.Provider.Text);
        span?.SetTag("compose.function", wire.Function);
        return span;
    }

    private void Ended(in Open open, string outcome, string? code, TimeSpan duration)
    {
        _duration += duration;
        if (open.Span is { } span)
        {
            span.SetStatus(outcome == "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Ok, code);
            span.Dispose();
        }

        events?.Emit(
            EventLevel.Info,
            "wire call",
            wire.Consumer,
            ("provider", wire.Provider.Text),
            ("function", wire.Function),
            ("outcome", outcome),
            ("error_code", outcome == "failed" ? code : null),
            ("duration_ns", duration.Ticks * 100));
    }

    private readonly record struct Open(Activity? Span, string? Arguments, long Start);
}
