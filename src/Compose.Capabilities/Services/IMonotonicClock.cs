namespace Compose.Capabilities.Services;

/// <summary>A clock that never goes back; instants and durations are nanoseconds. All members may be called from any thread.</summary>
public interface IMonotonicClock
{
    /// <summary>The current instant. On a virtual clock a reading may itself take time.</summary>
    ulong Now();

    /// <summary>The current instant, without any effect on the clock.</summary>
    ulong Peek();

    /// <summary>The length of one tick.</summary>
    ulong Resolution { get; }

    /// <summary>
    /// Whether time passes only because somebody waits. Whoever has nothing else to wait for moves such a clock on with
    /// <see cref="AdvanceTo"/> instead of waiting.
    /// </summary>
    bool IsVirtual { get; }

    /// <summary>Moves a virtual clock to an instant; an instant in the past changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The clock is not virtual.</exception>
    void AdvanceTo(ulong instant);

    /// <summary>Ends when the instant has come; on a virtual clock, at once and with the clock moved there.</summary>
    ValueTask WaitUntilAsync(ulong instant, CancellationToken cancellation);

    /// <summary>Begins at 0 again: for another run by the same owner.</summary>
    void Restart()
    {
    }
}
