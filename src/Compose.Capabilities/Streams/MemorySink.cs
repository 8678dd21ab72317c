using System.Buffers;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>A sink into memory, up to a limit of bytes; beyond it the write fails.</summary>
public sealed class MemorySink(int limit = int.MaxValue) : IOutputSink
{
    private const int Chunk = 65_536;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public bool IsReady => true;

    public bool IsFlushed => true;

    public Transfer Capacity() => Transfer.Of(Chunk);

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - _bytes.WrittenCount)
        {
            return Transfer.Failed(new Fault($"more than {limit} bytes of output"));
        }

        _bytes.Write(bytes);
        return Transfer.Of(bytes.Length);
    }

    public Transfer Flush() => Transfer.Of(0);

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>All that was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
