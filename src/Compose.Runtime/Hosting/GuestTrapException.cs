using Compose.Engine;

namespace Compose.Runtime;

/// <summary>
/// A trap as the caller of an export sees it, or as a host function raises one to refuse a call: every instance on the
/// call stack ends (rule 9). Limits (<c>Exec.Timeout</c>, <c>Exec.ResourceExhausted</c>) come in this form too.
/// </summary>
public sealed class GuestTrapException : ComposeException
{
    public GuestTrapException(string message)
        : base(ErrorCodes.Exec.Trap, message)
    {
    }

    public GuestTrapException(ErrorCode code, string message, string? hint = null)
        : base(code, message, hint: hint)
    {
    }

    internal GuestTrapException(ErrorCode code, string message, string? hint, Exception inner)
        : base([new ComposeError(code, message, null, hint)], inner)
    {
    }

    private GuestTrapException(ComposeError error, CoreTrapException trap)
        : base([error], trap)
    {
        Trap = trap.Code;
        Frames = trap.Frames;
    }

    /// <summary>The core trap's code, or null where the trap did not come from core code.</summary>
    public TrapCode? Trap { get; }

    /// <summary>Guest frames, innermost first; empty where unknown.</summary>
    public IReadOnlyList<WasmFrame> Frames { get; } = [];

    internal static GuestTrapException Of(CoreTrapException trap)
    {
        ErrorCode code = trap.Code switch
        {
            TrapCode.OutOfFuel => ErrorCodes.Exec.ResourceExhausted,
            TrapCode.Interrupted => ErrorCodes.Exec.Cancelled,
            _ => ErrorCodes.Exec.Trap,
        };
        IReadOnlyList<WasmFrame> frames = trap.Frames;
        ComposeError error = new(code, trap.Message);
        if (frames.Count > 0)
        {
            error = error with
            {
                Context = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["stack"] = string.Join('\n', frames) },
            };
        }

        return new GuestTrapException(error, trap);
    }
}
