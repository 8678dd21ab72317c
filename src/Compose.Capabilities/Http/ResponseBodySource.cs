using System.Net.Http.Headers;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Http;

/// <summary>The body of a response as it comes: one buffer is read ahead, when somebody asks.</summary>
internal sealed class ResponseBodySource : IInputSource, IDisposable
{
    private const int BufferBytes = 16_384;

    private readonly Lock _gate = new();
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly TimeSpan _betweenBytes;
    private readonly CancellationTokenSource _ended = new();
    private byte[]? _buffer;
    private Task? _reading;
    private Fault? _fault;
    private int _start;
    private int _end;
    private bool _isClosed;
    private bool _isReleased;

    public ResponseBodySource(HttpResponseMessage response, Stream stream, TimeSpan betweenBytes)
    {
        _response = response;
        _stream = stream;
        _betweenBytes = betweenBytes;
        Trailers = new TrailerSource(this);
    }

    /// <summary>The trailers, there when the body has been read to its end.</summary>
    public FutureTrailers.Source Trailers { get; }

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

    private bool HasAnswer => _start < _end || _isClosed || _fault is not null;

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
                return Transfer.Failed(fault);
            }

            if (_isClosed)
            {
                return Transfer.Closed;
            }

            if (!buffer.IsEmpty)
            {
                Ask();
                return _start < _end || _isClosed || _fault is not null ? TryRead(buffer) : Transfer.Of(0);
            }

            return Transfer.Of(0);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task? reading;
        lock (_gate)
        {
            Ask();
            reading = HasAnswer ? null : _reading;
        }

        return reading is null ? ValueTask.CompletedTask : new ValueTask(reading.WaitAsync(cancellation));
    }

    public void Dispose() => Release();

    public void Release()
    {
        lock (_gate)
        {
            if (_isReleased)
            {
                return;
            }

            _isReleased = true;
            _isClosed = true;
            _start = _end = 0;
        }

        // A read under way ends with an exception that nobody sees.
        _ended.Cancel();
        _response.Dispose();
        _ended.Dispose();
    }

    private void Ask()
    {
        if (_reading is null && !HasAnswer)
        {
            Task reading = ReadAsync();
            if (!reading.IsCompleted)
            {
                _reading = reading;
            }
        }
    }

    private async Task ReadAsync()
    {
        int count = 0;
        Fault? fault = null;
        _buffer ??= new byte[BufferBytes];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        patience.CancelAfter(_betweenBytes);
        try
        {
            count = await _stream.ReadAsync(_buffer, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            HttpFailure http = patience.IsCancellationRequested && !_isReleased
                ? new HttpFailure(HttpErrorCode.ConnectionReadTimeout)
                : SocketsHttpTransport.FailureOf(failure);
            fault = new Fault(http.Name) { Http = http };
        }

        lock (_gate)
        {
            _reading = null;
            _start = 0;
            _end = _isClosed ? 0 : count;
            _fault ??= fault;
            _isClosed |= count == 0 && fault is null;
        }
    }

    /// <summary>Reads what is left of the body, then gives the trailers.</summary>
    private sealed class TrailerSource(ResponseBodySource body) : FutureTrailers.Source
    {
        public override bool IsReady
        {
            get
            {
                lock (body._gate)
                {
                    while (body._start < body._end || (!body.HasAnswer && body._reading is null))
                    {
                        body._start = body._end;
                        body.Ask();
                    }

                    return body.HasAnswer;
                }
            }
        }

        public override FieldList? Trailers
        {
            get
            {
                HttpHeadersNonValidated trailers = body._response.TrailingHeaders.NonValidated;
                return trailers.Count == 0 ? null : SocketsHttpTransport.FieldsOf(trailers);
            }
        }

        public override HttpFailure? Error => body._fault is { } fault ? fault.Http ?? new HttpFailure(HttpErrorCode.HttpResponseIncomplete) : null;

        public override async ValueTask WaitAsync(CancellationToken cancellation)
        {
            while (!IsReady)
            {
                await body.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }

        public override void Release() => body.Release();
    }
}
