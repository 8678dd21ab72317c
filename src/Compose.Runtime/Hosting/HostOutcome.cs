namespace Compose.Runtime;

/// <summary>
/// What a host function answers: a value now, or one that is still to come. A host function never blocks; the runtime
/// waits for pending outcomes in one place, where cancellation and deadlines reach them (rule 2 of the architecture).
/// </summary>
public readonly struct HostOutcome
{
    private readonly Value _value;
    private readonly Task<Value>? _pending;

    private HostOutcome(Value value, Task<Value>? pending)
    {
        _value = value;
        _pending = pending;
    }

    /// <summary>Whether the value is still to come.</summary>
    public bool IsPending => _pending is not null;

    /// <summary>The value of an outcome that is not pending.</summary>
    public Value Value => _value;

    /// <summary>The task of a pending outcome, else null.</summary>
    public Task<Value>? Task => _pending;

    /// <summary>The outcome of a function without result.</summary>
    public static HostOutcome Done => default;

    /// <summary>An outcome that is ready.</summary>
    public static HostOutcome Ready(Value value) => new(value, null);

    /// <summary>An outcome to come. A task that has ended well is ready at once; a failed one throws when it is awaited.</summary>
    public static HostOutcome Pending(ValueTask<Value> task) =>
        task.IsCompletedSuccessfully ? new(task.Result, null) : new(default, task.AsTask());

    public static implicit operator HostOutcome(Value value) => new(value, null);
}
