namespace Compose.Conformance;

/// <summary>Reads a stream to its end in the background, up to a limit.</summary>
internal sealed class BoundedOutput
{
    private readonly Task<byte[]> _reading;
    private volatile bool _flooded;

    public BoundedOutput(Stream stream, int limit, Action onFlood) => _reading = Task.Run(() => ReadToEndAsync(stream, limit, onFlood));

    private BoundedOutput() => _reading = Task.FromResult(Array.Empty<byte>());

    public static BoundedOutput Empty { get; } = new();

    public bool Flooded => _flooded;

    /// <summary>What was read. The stream ends when all who could write are gone; a stray one is not waited for.</summary>
    public async Task<byte[]> ReadAsync()
    {
        Task first = await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(5)));
        return first == _reading ? await _reading : [];
    }

    private async Task<byte[]> ReadToEndAsync(Stream stream, int limit, Action onFlood)
    {
        using var kept = new MemoryStream();
        byte[] buffer = new byte[32 << 10];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer)) > 0)
            {
                if (kept.Length + count > limit)
                {
                    _flooded = true;
                    onFlood();
                    break;
                }

                kept.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // The pipe broke with the process; what came before counts.
        }

        return kept.ToArray();
    }
}
