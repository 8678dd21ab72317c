using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Host.Http;

/// <summary>The standard output of one instance, passed on line by line, so that the lines of instances do not mix.</summary>
internal sealed class LineSink(OutputLines lines) : IOutputSink
{
    private const int MaxLine = 8_192;
    private const int ChunkBytes = 65_536;

    private readonly List<byte> _line = [];

    public bool IsReady => lines.HasRoom;

    public bool IsFlushed => true;

    public Transfer Capacity() => lines.IsClosed ? Transfer.Closed : Transfer.Of(lines.HasRoom ? ChunkBytes : 0);

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        int total = bytes.Length;
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> part = bytes[..Math.Min(end == 0 ? bytes.Length : end, MaxLine - _line.Count)];
            _line.AddRange(part);
            bytes = bytes[part.Length..];
            if (part[^1] == '\n' || _line.Count >= MaxLine)
            {
                Pass();
            }
        }

        return Transfer.Of(total);
    }

    public Transfer Flush() => Transfer.Of(0);

    public ValueTask WaitAsync(CancellationToken cancellation) => lines.WaitAsync(cancellation);

    /// <summary>The end of a run: what is left of a line goes out as one.</summary>
    public void Finish(TimeSpan patience)
    {
        if (_line.Count > 0)
        {
            _line.Add((byte)'\n');
            Pass();
        }
    }

    private void Pass()
    {
        lines.Write([.. _line]);
        _line.Clear();
    }
}
