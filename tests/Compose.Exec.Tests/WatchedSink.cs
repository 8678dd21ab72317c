using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec.Tests;

/// <summary>A sink into memory that tells after each write how much it holds.</summary>
public sealed class WatchedSink(Action<int>? written) : IOutputSink
{
    private readonly MemorySink _inner = new();
    private int _count;

    public bool IsReady => true;

    public bool IsFlushed => true;

    public Transfer Capacity() => _inner.Capacity();

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        Transfer outcome = _inner.Write(bytes);
        _count += bytes.Length;
        written?.Invoke(_count);
        return outcome;
    }

    public Transfer Flush() => _inner.Flush();

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public byte[] ToArray() => _inner.ToArray();
}
