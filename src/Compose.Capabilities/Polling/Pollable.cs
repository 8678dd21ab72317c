using Compose.Capabilities.Services;

namespace Compose.Capabilities.Polling;

/// <summary>
/// The resource <c>wasi:io/poll#pollable</c>: one event that is ready or will be. Either something of the world
/// (<see cref="Waitable"/>) or an instant of a clock.
/// </summary>
public sealed class Pollable : HostResource
{
    public Pollable(NodeSession owner, IWaitable waitable)
        : base(owner)
    {
        Waitable = waitable;
    }

    public Pollable(NodeSession owner, IMonotonicClock clock, ulong deadline)
        : base(owner)
    {
        Clock = clock;
        Deadline = deadline;
    }

    /// <summary>What it waits for, unless it waits for an instant.</summary>
    public IWaitable? Waitable { get; }

    /// <summary>The clock of the instant it waits for, or null.</summary>
    public IMonotonicClock? Clock { get; }

    /// <summary>The instant on <see cref="Clock"/>.</summary>
    public ulong Deadline { get; }

    public bool IsReady => Waitable is { } waitable ? waitable.IsReady : Clock!.Peek() >= Deadline;

    /// <summary>Whether only a virtual clock stands between it and readiness.</summary>
    public bool IsVirtual => Clock is { IsVirtual: true };

    /// <summary>Ends when it may be ready.</summary>
    public ValueTask WaitAsync(CancellationToken cancellation) =>
        Waitable is { } waitable ? waitable.WaitAsync(cancellation) : Clock!.WaitUntilAsync(Deadline, cancellation);
}
