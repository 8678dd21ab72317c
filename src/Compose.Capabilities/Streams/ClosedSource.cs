using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>A source at its end: standard input of an instance that was not granted it.</summary>
public sealed class ClosedSource : IInputSource
{
    public static ClosedSource Instance { get; } = new();

    public bool IsReady => true;

    public Transfer TryRead(Span<byte> buffer) => Transfer.Closed;

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
