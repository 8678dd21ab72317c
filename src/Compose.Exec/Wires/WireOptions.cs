namespace Compose.Exec;

/// <summary>What is done with calls across wires in one run, beside the budgets of the plan.</summary>
public sealed record WireOptions
{
    /// <summary>The direct path for every wire without a budget.</summary>
    public static WireOptions None { get; } = new();

    /// <summary>One event and one span for each call, and totals in the result.</summary>
    public bool Trace { get; init; }

    /// <summary>
    /// Where each call is written with its arguments and result in WAVE; null for nowhere. Calls take the slow way then,
    /// as values. Not closed. Refused for a plan with secrets.
    /// </summary>
    public Stream? Recording
    {
        get;
        init
        {
            field = value;
            Calls = value is null ? null : new CallRecording(value);
        }
    }

    /// <summary>What writes to <see cref="Recording"/>: one for all that share these options, so that its numbers are unique.</summary>
    internal CallRecording? Calls { get; private init; }
}
