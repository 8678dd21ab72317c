namespace Compose.Capabilities.Services;

/// <summary>Something that is ready, or will be.</summary>
public interface IWaitable
{
    /// <summary>Whether it is ready now; never blocks.</summary>
    bool IsReady { get; }

    /// <summary>Ends when it may be ready; whoever waits looks again.</summary>
    ValueTask WaitAsync(CancellationToken cancellation);
}
