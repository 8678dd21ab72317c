using Compose.Capabilities.Services;

namespace Compose.Capabilities.Streams;

/// <summary>
/// A source over a <see cref="Stream"/> whose reads may block: a thread of its own reads one buffer at a time, and only
/// when somebody has asked for bytes, so that input which no guest wants stays with the host.
/// </summary>
public sealed class PumpedSource(Stream stream, string name) : IInputSource
{
    private const int BufferBytes = 65_536;

    private readonly object _gate = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private TaskCompletionSource? _waiting;
    private int _start;
    private int _end;
    private bool _reading;
    private bool _ended;
    private Fault? _fault;
    private Thread? _thread;

    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                Ask();
                return HasAnswer;
            }
        }
    }

    private bool HasAnswer => _start < _end || _ended || _fault is not null;

    public Transfer TryRead(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_start < _end)
            {
                int count = Math.Min(buffer.Length, _end - _start);
                _buffer.AsSpan(_start, count).CopyTo(buffer);
                _start += count;
                return Transfer.Of(count);
            }

            if (_fault is { } fault)
            {
                _fault = null;
                _ended = true;
                return Transfer.Failed(fault);
            }

            if (_ended)
            {
                return Transfer.Closed;
            }

            if (!buffer.IsEmpty)
            {
                Ask();
            }

            return Transfer.Of(0);
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task waiting;
        lock (_gate)
        {
            Ask();
            if (HasAnswer)
            {
                return;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiting.Task;
        }

        await waiting.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Has the thread read, unless there is something to read already. Under the lock.</summary>
    private void Ask()
    {
        if (_reading || HasAnswer)
        {
            return;
        }

        _reading = true;
        if (_thread is null)
        {
            _thread = new Thread(Pump) { IsBackground = true, Name = name };
            _thread.Start();
        }
        else
        {
            Monitor.Pulse(_gate);
        }
    }

    private void Pump()
    {
        while (true)
        {
            int count = 0;
            Fault? fault = null;
            try
            {
                count = stream.Read(_buffer, 0, BufferBytes);
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException or NotSupportedException)
            {
                fault = new Fault(failure.Message);
            }

            TaskCompletionSource? waiting;
            bool last = count == 0;
            lock (_gate)
            {
                _start = 0;
                _end = count;
                _fault = fault;
                _ended = last && fault is null;
                _reading = false;
                waiting = _waiting;
                _waiting = null;
            }

            waiting?.SetResult();
            if (last)
            {
                return;
            }

            lock (_gate)
            {
                while (!_reading)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }
}
