using Compose.Capabilities.Services;

namespace Compose.Capabilities.Polling;

/// <summary>What nobody ever waits for.</summary>
internal sealed class AlwaysReady : IWaitable
{
    public static AlwaysReady Instance { get; } = new();

    public bool IsReady => true;

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
