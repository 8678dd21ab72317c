using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>A sink that takes nothing: standard output of an instance that was not granted it.</summary>
public sealed class ClosedSink : IOutputSink
{
    public static ClosedSink Instance { get; } = new();

    public bool IsReady => true;

    public bool IsFlushed => true;

    public Transfer Capacity() => Transfer.Closed;

    public Transfer Write(ReadOnlySpan<byte> bytes) => Transfer.Closed;

    public Transfer Flush() => Transfer.Closed;

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
