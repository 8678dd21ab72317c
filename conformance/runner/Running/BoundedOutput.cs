using System.Buffers;

namespace Compose.Conformance;

/// <summary>Reads a stream to its end in the background, up to a limit.</summary>
internal sealed class BoundedOutput
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Task _reading;
    private volatile bool _flooded;

    /// <param name="stream">What is read.</param>
    /// <param name="limit">The bytes that are kept.</param>
    /// <param name="onFlood">Called when more come.</param>
    /// <param name="awaited">Text to look out for; empty for none.</param>
    /// <param name="onAwaited">Called when it has come.</param>
    public BoundedOutput(Stream stream, int limit, Action onFlood, ReadOnlyMemory<byte> awaited = default, Action? onAwaited = null) =>
        _reading = Task.Run(() => ReadToEndAsync(stream, limit, onFlood, awaited, onAwaited));

    private BoundedOutput() => _reading = Task.CompletedTask;

    public static BoundedOutput Empty { get; } = new();

    public bool Flooded => _flooded;

    /// <summary>What was read. The stream ends when all who could write are gone; a stray one is not waited for.</summary>
    public async Task<byte[]> ReadAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(s_patience));
        lock (_gate)
        {
            return _kept.WrittenSpan.ToArray();
        }
    }

    private async Task ReadToEndAsync(Stream stream, int limit, Action onFlood, ReadOnlyMemory<byte> awaited, Action? onAwaited)
    {
        byte[] buffer = new byte[32 << 10];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer)) > 0)
            {
                if (_kept.WrittenCount + count > limit)
                {
                    _flooded = true;
                    onFlood();
                    return;
                }

                bool hasCome;
                lock (_gate)
                {
                    _kept.Write(buffer.AsSpan(0, count));
                    hasCome = !awaited.IsEmpty && _kept.WrittenSpan.IndexOf(awaited.Span) >= 0;
                }

                if (hasCome)
                {
                    awaited = default;
                    onAwaited!();
                }
            }
        }
        catch (IOException)
        {
            // The pipe broke with the process; what came before counts.
        }
    }
}
