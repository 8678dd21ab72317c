using System.Buffers;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Exec;

/// <summary>
/// Keeps what guests write to the standard streams, in the order in which they wrote it, up to a limit; beyond it, or when
/// a stream ended under the guest, the tape is of no use. Used by one thread at a time.
/// </summary>
internal sealed class OutputTape(int limit)
{
    private const int MaxPieces = 1 << 16;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(byte Stream, int Length)> _pieces = [];

    /// <summary>Whether it holds all that was written.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The pieces in order; neighbours are of different streams.</summary>
    public IEnumerable<(byte Stream, ReadOnlyMemory<byte> Bytes)> Pieces
    {
        get
        {
            ReadOnlyMemory<byte> all = _bytes.WrittenMemory;
            int at = 0;
            foreach ((byte stream, int length) in _pieces)
            {
                yield return (stream, all.Slice(at, length));
                at += length;
            }
        }
    }

    public int Count => _pieces.Count;

    /// <summary>A sink that passes everything on and keeps what was taken.</summary>
    public IOutputSink Over(IOutputSink inner, byte stream) => new Taped(this, inner, stream);

    private void Add(byte stream, ReadOnlySpan<byte> bytes)
    {
        if (!IsWhole || bytes.Length > limit - _bytes.WrittenCount || _pieces.Count == MaxPieces)
        {
            IsWhole = false;
            return;
        }

        _bytes.Write(bytes);
        if (_pieces.Count > 0 && _pieces[^1].Stream == stream)
        {
            _pieces[^1] = (stream, _pieces[^1].Length + bytes.Length);
        }
        else if (bytes.Length > 0)
        {
            _pieces.Add((stream, bytes.Length));
        }
    }

    private sealed class Taped(OutputTape tape, IOutputSink inner, byte stream) : IOutputSink
    {
        public bool IsReady => inner.IsReady;

        public bool IsFlushed => inner.IsFlushed;

        public bool IsTerminal => inner.IsTerminal;

        public ValueTask WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

        public Transfer Capacity() => Seen(inner.Capacity());

        public Transfer Write(ReadOnlySpan<byte> bytes)
        {
            Transfer taken = Seen(inner.Write(bytes));
            if (taken.IsOk)
            {
                tape.Add(stream, bytes);
            }

            return taken;
        }

        public Transfer Flush() => Seen(inner.Flush());

        public void Finish(TimeSpan patience) => inner.Finish(patience);

        public void Release() => inner.Release();

        /// <summary>A guest that saw its output end may have done something else for it.</summary>
        private Transfer Seen(Transfer answer)
        {
            if (!answer.IsOk)
            {
                tape.IsWhole = false;
            }

            return answer;
        }
    }
}
