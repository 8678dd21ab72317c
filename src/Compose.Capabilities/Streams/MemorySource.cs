using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>A source over bytes in memory.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes) : IInputSource
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public bool IsReady => true;

    public Transfer TryRead(Span<byte> buffer)
    {
        if (_rest.IsEmpty)
        {
            return Transfer.Closed;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return Transfer.Of(count);
    }

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
