using System.Diagnostics;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// A sink for strict runs: what it takes at once does not depend on how fast somebody reads. It always takes
/// <see cref="Step"/> bytes, keeps what the inner sink has no room for, and is flushed at once. Only a reader that is
/// <see cref="MaxHeld"/> bytes behind, or gone, shows.
/// </summary>
public sealed class SteadySink(IOutputSink inner) : IOutputSink
{
    /// <summary>Bytes that one write takes.</summary>
    public const int Step = 65_536;

    /// <summary>Bytes that are held before the guest has to wait.</summary>
    public const int MaxHeld = 64 << 20;

    private readonly Queue<byte[]> _held = [];
    private int _offset;
    private int _count;
    private Transfer _end = Transfer.Of(0);

    public bool IsReady => !_end.IsOk || _count < MaxHeld || Drain();

    public bool IsFlushed => true;

    public ValueTask WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

    public Transfer Capacity()
    {
        Drain();
        return !_end.IsOk ? _end : Transfer.Of(_count < MaxHeld ? Step : 0);
    }

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        if (!_end.IsOk)
        {
            return _end;
        }

        _held.Enqueue(bytes.ToArray());
        _count += bytes.Length;
        Drain();
        return Transfer.Of(bytes.Length);
    }

    public Transfer Flush()
    {
        Drain();
        return _end;
    }

    public void Finish(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Drain() && _end.IsOk && patience - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            using var stop = new CancellationTokenSource(left);
            try
            {
                inner.WaitAsync(stop.Token).AsTask().Wait(stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        inner.Finish(patience);
    }

    public void Release() => inner.Release();

    /// <summary>Hands on what the inner sink takes; true if nothing is held any more.</summary>
    private bool Drain()
    {
        while (_end.IsOk && _held.TryPeek(out byte[]? first))
        {
            Transfer room = inner.Capacity();
            if (!room.IsOk)
            {
                _end = room;
                return false;
            }

            if (room.Count == 0)
            {
                return false;
            }

            int part = Math.Min(room.Count, first.Length - _offset);
            Transfer taken = inner.Write(first.AsSpan(_offset, part));
            if (!taken.IsOk)
            {
                _end = taken;
                return false;
            }

            _count -= part;
            _offset += part;
            if (_offset == first.Length)
            {
                _held.Dequeue();
                _offset = 0;
            }
        }

        if (_end.IsOk)
        {
            inner.Flush();
        }

        return _end.IsOk;
    }
}
