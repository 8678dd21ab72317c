using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>The variant <c>compose:host/types#exec-error</c>, and the record <c>limits</c>.</summary>
internal static class HostErrors
{
    private const int InvalidComponent = 0, MissingImport = 1, Trap = 2, LimitExceeded = 3, TimedOut = 4, HostError = 5;

    /// <summary>Does something and answers with its error.</summary>
    public static Value Try(Func<Value> work)
    {
        try
        {
            return work();
        }
        catch (ComposeException failure)
        {
            return Err(failure.Error);
        }
    }

    public static Value Err(ComposeError error)
    {
        string domain = error.Code.Name;
        int kind = error.Code == ErrorCodes.Exec.Timeout ? TimedOut
            : error.Code == ErrorCodes.Exec.ResourceExhausted ? LimitExceeded
            : error.Code == ErrorCodes.Exec.Trap || error.Code == ErrorCodes.Exec.InstanceEnded || error.Code == ErrorCodes.Exec.CapabilityDenied ? Trap
            : error.Code == ErrorCodes.Exec.LinkFailed || domain.StartsWith("Plan.", StringComparison.Ordinal) ? MissingImport
            : domain.StartsWith("Component.", StringComparison.Ordinal) || error.Code == ErrorCodes.Generic.InvalidInput ? InvalidComponent
            : HostError;
        return kind == TimedOut ? Value.Err(Value.Case(kind)) : Value.Err(Value.Case(kind, Value.From(error.ToString())));
    }

    /// <summary>What a guest asks for its child; the milliseconds of the child begin when it does.</summary>
    public static ChildOptions Options(Value limits)
    {
        int output = limits[3].IsSome ? (int)Math.Min(limits[3].Payload.AsU64, 64 << 20) : new ChildOptions().OutputBytes;
        return new ChildOptions
        {
            OutputBytes = output,
            Limits = new ExecLimits
            {
                Cpu = Time(limits[0]),
                MemoryBytes = limits[1].IsSome ? limits[1].Payload.AsU64 : null,
                Timeout = Time(limits[2]),
            },
        };
    }

    private static TimeSpan? Time(Value milliseconds) =>
        milliseconds.IsSome ? TimeSpan.FromMilliseconds(Math.Min(milliseconds.Payload.AsU64, 1_000_000_000_000)) : null;
}
