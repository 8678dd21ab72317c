namespace Compose.Host.Http;

/// <summary>
/// Where the lines of many instances go: a stream that one thread writes to, so that a reader who does not read holds up
/// the guests that write and nobody else.
/// </summary>
internal sealed class OutputLines : IDisposable
{
    private const int MaxQueued = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _lines = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Stream _stream;
    private TaskCompletionSource? _room;
    private Thread? _thread;
    private int _queued;
    private bool _isClosed;

    public OutputLines(Stream stream)
    {
        _stream = stream;
    }

    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _isClosed || _queued < MaxQueued;
            }
        }
    }

    public bool IsClosed => _isClosed;

    /// <summary>Takes a whole line, or what is left of one.</summary>
    public void Write(byte[] line)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _lines.Enqueue(line);
            _queued += line.Length;
            if (_thread is null)
            {
                _thread = new Thread(Pump) { IsBackground = true, Name = "guest output" };
                _thread.Start();
            }
        }

        _wanted.Release();
    }

    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task room;
        lock (_gate)
        {
            if (_isClosed || _queued < MaxQueued)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
        }

        return new ValueTask(room.WaitAsync(cancellation));
    }

    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            thread = _thread;
            if (!_isClosed && thread is not null)
            {
                // An empty line is the end.
                _lines.Enqueue([]);
            }
        }

        if (thread is not null)
        {
            _wanted.Release();
            thread.Join(TimeSpan.FromSeconds(2));
        }
    }

    private void Pump()
    {
        while (true)
        {
            _wanted.Wait();
            byte[] line;
            TaskCompletionSource? room = null;
            lock (_gate)
            {
                line = _lines.Dequeue();
                _queued -= line.Length;
                if (_queued < MaxQueued)
                {
                    room = _room;
                    _room = null;
                }
            }

            room?.SetResult();
            bool isLast = line.Length == 0;
            try
            {
                _stream.Write(line);
                _stream.Flush();
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException)
            {
                isLast = true;
            }

            if (isLast)
            {
                lock (_gate)
                {
                    _isClosed = true;
                    _lines.Clear();
                }

                return;
            }
        }
    }
}
