using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// The way of a body from a guest to whoever sends it: bounded, so that a guest that writes faster than it is read waits.
/// Both ends may be used from different threads.
/// </summary>
public sealed class BodyPipe : IOutputSink, IInputSource
{
    private const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly byte[] _bytes = new byte[Capacity];
    private TaskCompletionSource? _changed;
    private int _count;
    private bool _isEnded;
    private bool _isAbandoned;

    /// <summary>Bytes that were written so far.</summary>
    public ulong Total { get; private set; }

    /// <summary>The trailers, once the body has been finished with some.</summary>
    public FieldList? Trailers { get; private set; }

    /// <summary>Whether the body was broken off instead of finished.</summary>
    public bool IsAbandoned => _isAbandoned;

    bool IWaitable.IsReady
    {
        get
        {
            lock (_gate)
            {
                return _isEnded || _isAbandoned || _count < Capacity;
            }
        }
    }

    public bool IsFlushed => true;

    Transfer IOutputSink.Capacity()
    {
        lock (_gate)
        {
            return _isEnded || _isAbandoned ? Transfer.Closed : Transfer.Of(Capacity - _count);
        }
    }

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isEnded || _isAbandoned)
            {
                return Transfer.Closed;
            }

            bytes.CopyTo(_bytes.AsSpan(_count));
            _count += bytes.Length;
            Total += (ulong)bytes.Length;
            Change();
            return Transfer.Of(bytes.Length);
        }
    }

    public Transfer Flush() => Transfer.Of(0);

    public Transfer TryRead(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return _isAbandoned ? Transfer.Failed(new Fault("the body was broken off")) : _isEnded ? Transfer.Closed : Transfer.Of(0);
            }

            int count = Math.Min(buffer.Length, _count);
            _bytes.AsSpan(0, count).CopyTo(buffer);
            _bytes.AsSpan(count, _count - count).CopyTo(_bytes);
            _count -= count;
            Change();
            return Transfer.Of(count);
        }
    }

    /// <summary>Ends at the next change at either end.</summary>
    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
        {
            if (_isEnded || _isAbandoned)
            {
                return ValueTask.CompletedTask;
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = _changed.Task;
        }

        return new ValueTask(changed.WaitAsync(cancellation));
    }

    /// <summary>No more is written.</summary>
    public void Finish(FieldList? trailers)
    {
        lock (_gate)
        {
            Trailers = trailers;
            _isEnded = true;
            Change();
        }
    }

    /// <summary>One end has gone before the body was finished.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            if (!_isEnded)
            {
                _isAbandoned = true;
                Change();
            }
        }
    }

    public bool IsTerminal => false;

    public void Release()
    {
    }

    private void Change()
    {
        TaskCompletionSource? changed = _changed;
        _changed = null;
        changed?.SetResult();
    }
}
