namespace Compose.Capabilities.Services;

/// <summary>A clock on the wall: the date and time, which may be set back.</summary>
public interface IWallClock
{
    /// <summary>The current date and time.</summary>
    Timestamp Now();

    /// <summary>The length of one tick.</summary>
    Timestamp Resolution { get; }
}
