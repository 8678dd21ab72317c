using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// A sink into a <see cref="Stream"/> whose writes may block: a thread of the pool writes what was taken, one buffer at a
/// time, so that a reader who does not read holds up nobody but the guest that waits for it.
/// </summary>
public sealed class StreamSink(Stream stream) : IOutputSink
{
    private const int BufferBytes = 65_536;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private Task? _writing;
    private Fault? _fault;
    private int _count;
    private bool _closed;

    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                return _writing is null || _closed;
            }
        }
    }

    public bool IsFlushed => IsReady;

    public Transfer Capacity()
    {
        lock (_gate)
        {
            return State() ?? Transfer.Of(_writing is null ? BufferBytes - _count : 0);
        }
    }

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (State() is { } state)
            {
                return state;
            }

            bytes.CopyTo(_buffer.AsSpan(_count));
            _count += bytes.Length;
            Begin();
            return Transfer.Of(bytes.Length);
        }
    }

    public Transfer Flush()
    {
        lock (_gate)
        {
            return State() ?? Transfer.Of(0);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task? writing;
        lock (_gate)
        {
            writing = _writing;
        }

        return writing is null ? ValueTask.CompletedTask : new ValueTask(writing.WaitAsync(cancellation));
    }

    public void Finish(TimeSpan patience)
    {
        Task? writing;
        lock (_gate)
        {
            writing = _writing;
        }

        writing?.Wait(patience);
    }

    /// <summary>The answer of a sink that takes nothing any more, or null. Under the lock.</summary>
    private Transfer? State()
    {
        if (_fault is { } fault)
        {
            _fault = null;
            return Transfer.Failed(fault);
        }

        return _closed ? Transfer.Closed : null;
    }

    private void Begin()
    {
        if (_count > 0 && _writing is null)
        {
            _writing = Task.Run(WriteOut);
        }
    }

    private void WriteOut()
    {
        while (true)
        {
            int count;
            lock (_gate)
            {
                count = _count;
                if (count == 0 || _closed)
                {
                    _count = 0;
                    _writing = null;
                    return;
                }
            }

            Fault? fault = null;
            bool closed = false;
            try
            {
                stream.Write(_buffer, 0, count);
                stream.Flush();
            }
            catch (IOException failure)
            {
                // A reader that has gone is no failure of the guest: the stream is closed.
                closed = true;
                fault = IsBrokenPipe(failure) ? null : new Fault(failure.Message);
            }
            catch (ObjectDisposedException)
            {
                closed = true;
            }

            lock (_gate)
            {
                // A permit may have let more in meanwhile.
                _buffer.AsSpan(count, _count - count).CopyTo(_buffer);
                _count -= count;
                _fault = fault;
                _closed |= closed;
            }
        }
    }

    private static bool IsBrokenPipe(IOException failure) =>
        failure.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
