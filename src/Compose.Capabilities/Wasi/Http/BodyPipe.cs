using System.Buffers;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// The way of a body from a guest to whoever sends it: bounded, so that a guest that writes faster than it is read waits.
/// Read from another thread, or handed over to a target (<see cref="Attach"/>), which then gets every byte at once.
/// </summary>
public sealed class BodyPipe : IOutputSink, IInputSource
{
    private const int MaxBytes = 65_536;

    private readonly Lock _gate = new();
    private byte[]? _bytes;
    private IBodyTarget? _target;
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

    /// <summary>Whether nothing more will be written.</summary>
    public bool IsEnded => _isEnded;

    bool IWaitable.IsReady
    {
        get
        {
            lock (_gate)
            {
                return _isEnded || _isAbandoned || (_target is { } target ? target.IsReady : _count < MaxBytes);
            }
        }
    }

    public bool IsFlushed => _isEnded || _isAbandoned || _target is null || _target.IsFlushed;

    /// <summary>Whether a reader finds something: bytes, the end, or that the body was broken off.</summary>
    public bool HasAnswer
    {
        get
        {
            lock (_gate)
            {
                return _count > 0 || _isEnded || _isAbandoned;
            }
        }
    }

    public bool IsTerminal => false;

    /// <summary>Hands the body over: what was written goes to the target now, what comes later when it comes.</summary>
    public void Attach(IBodyTarget target)
    {
        lock (_gate)
        {
            _target = target;
            if (_count > 0)
            {
                target.Write(_bytes.AsSpan(0, _count));
                Empty();
            }

            if (_isAbandoned)
            {
                target.Break();
            }
            else if (_isEnded)
            {
                target.End(Trailers);
            }
        }
    }

    /// <summary>Takes the body away from its target, which hears nothing of it any more; whoever still writes finds it closed.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _target = null;
            _isAbandoned |= !_isEnded;
            Change();
        }
    }

    Transfer IOutputSink.Capacity()
    {
        lock (_gate)
        {
            return _isEnded || _isAbandoned ? Transfer.Closed : _target is { } target ? target.Capacity() : Transfer.Of(MaxBytes - _count);
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

            if (_target is { } target)
            {
                Total += (ulong)bytes.Length;
                return target.Write(bytes);
            }

            _bytes ??= ArrayPool<byte>.Shared.Rent(MaxBytes);
            bytes.CopyTo(_bytes.AsSpan(_count));
            _count += bytes.Length;
            Total += (ulong)bytes.Length;
            Change();
            return Transfer.Of(bytes.Length);
        }
    }

    public Transfer Flush()
    {
        lock (_gate)
        {
            return _target is { } target && !_isEnded && !_isAbandoned ? target.Flush() : Transfer.Of(0);
        }
    }

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
            if (_count == 0)
            {
                Empty();
            }

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

            if (_target is { } target)
            {
                return target.WaitAsync(cancellation);
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = _changed.Task;
        }

        return new ValueTask(changed.WaitAsync(cancellation));
    }

    /// <summary>Waits until a reader finds something.</summary>
    public async ValueTask WaitForAnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_count > 0 || _isEnded || _isAbandoned)
                {
                    return;
                }

                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>No more is written.</summary>
    public void Finish(FieldList? trailers)
    {
        lock (_gate)
        {
            if (_isEnded || _isAbandoned)
            {
                return;
            }

            Trailers = trailers;
            _isEnded = true;
            _target?.End(trailers);
            Change();
        }
    }

    /// <summary>One end has gone before the body was finished.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            if (!_isEnded && !_isAbandoned)
            {
                _isAbandoned = true;
                _target?.Break();
                Empty();
                Change();
            }
        }
    }

    public void Release()
    {
    }

    private void Empty()
    {
        _count = 0;
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Change()
    {
        TaskCompletionSource? changed = _changed;
        _changed = null;
        changed?.SetResult();
    }
}
