using System.Buffers;
using System.IO.Pipelines;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Http;
using Microsoft.AspNetCore.Http;

namespace Compose.Host.Http;

/// <content>The answer: where the guest's bytes go.</content>
internal sealed partial class Exchange : IBodyTarget
{
    /// <summary>What is held back at most before the head goes out.</summary>
    private const int BufferBytes = 16_384;

    /// <summary>What the server is given before it must have taken it.</summary>
    private const int FlushBytes = 65_536;

    /// <summary>Ticks after which the answer of a guest that computes on goes out as far as it has come.</summary>
    private const int PatientTicks = 20;

    private byte[] _buffer = [];
    private BodyPipe? _body;
    private int _ticks;
    private bool _isChunked;
    private FieldList? _fields;
    private FieldList? _trailers;
    private HttpFailure? _failure;
    private Task? _flushing;
    private ushort _status;
    private int _count;
    private int _unflushed;
    private long _total;
    private bool _isSet;
    private bool _isStarted;
    private bool _isEnded;
    private bool _isBroken;

    /// <summary>Whether there is a whole answer.</summary>
    private bool IsAnswered => _isEnded && !_isBroken;

    bool Capabilities.Services.IWaitable.IsReady => _isBroken || _isDetached || _flushing is not { IsCompleted: false };

    bool Capabilities.Services.IOutputSink.IsFlushed => _isBroken || _isDetached || _flushing is not { IsCompleted: false };

    Transfer Capabilities.Services.IOutputSink.Capacity()
    {
        lock (_gate)
        {
            return _isBroken || _isDetached ? Transfer.Closed : Transfer.Of(_flushing is { IsCompleted: false } ? 0 : FlushBytes);
        }
    }

    Transfer Capabilities.Services.IOutputSink.Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isBroken || _isDetached)
            {
                return Transfer.Closed;
            }

            _total += bytes.Length;
            if (_total > _host.Options.MaxResponseBytes)
            {
                return Break("limit", new ComposeError(
                    ErrorCodes.Exec.ResourceExhausted, $"the body of the response goes beyond {_host.Options.MaxResponseBytes} bytes", Hint: "raise --max-response-body"));
            }

            if (!_isStarted && _count + bytes.Length <= BufferBytes)
            {
                if (_count + bytes.Length > _buffer.Length)
                {
                    Array.Resize(ref _buffer, Math.Min(BufferBytes, Math.Max(_count + bytes.Length, Math.Max(1_024, _buffer.Length * 2))));
                }

                bytes.CopyTo(_buffer.AsSpan(_count));
                _count += bytes.Length;
                return Transfer.Of(bytes.Length);
            }

            if (!Start())
            {
                return Transfer.Closed;
            }

            Send(bytes);
            if (_unflushed >= FlushBytes)
            {
                BeginFlush();
            }

            return Transfer.Of(bytes.Length);
        }
    }

    Transfer Capabilities.Services.IOutputSink.Flush()
    {
        lock (_gate)
        {
            return _isBroken || _isDetached ? Transfer.Closed : Transfer.Of(0);
        }
    }

    ValueTask Capabilities.Services.IWaitable.WaitAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return _flushing is { IsCompleted: false } flushing ? new ValueTask(flushing.WaitAsync(cancellation)) : ValueTask.CompletedTask;
        }
    }

    void IBodyTarget.End(FieldList? trailers)
    {
        lock (_gate)
        {
            _trailers = trailers;
            _isEnded = true;
        }
    }

    void IBodyTarget.Break()
    {
        lock (_gate)
        {
            if (!_isEnded)
            {
                Break("broken", new ComposeError(ErrorCodes.Exec.Trap, "the guest broke off the body of its response"));
            }
        }
    }

    /// <summary>The guest set the outparam, or dropped it.</summary>
    private void OnAnswer(OutgoingResponse? response, HttpFailure? failure)
    {
        lock (_gate)
        {
            if (response is null)
            {
                _isBroken = true;
                _failure = failure;
                return;
            }

            _isSet = true;
            _status = response.Status;
            _fields = response.Fields;
        }

        response.IsSent = true;
        if (!response.IsBodyTaken)
        {
            response.Body.Finish(null);
        }

        _body = response.Body;
        response.Body.Attach(this);
        response.Release();
    }

    /// <summary>Brings out what was held back, if the guest wanted it out; ends the waiting where nothing more will come.</summary>
    private void Push()
    {
        bool signals = false;
        lock (_gate)
        {
            if (_isDetached || _store is null)
            {
                return;
            }

            if (_isEnded || _isBroken)
            {
                _isDetached = true;
                signals = true;
            }
            else if (_isSet && (!_isStarted || _unflushed > 0) && _flushing is not { IsCompleted: false } && Start())
            {
                BeginFlush();
            }
        }

        if (signals)
        {
            // Elsewhere: this may be a guest that goes on.
            ThreadPool.UnsafeQueueUserWorkItem(static exchange => exchange._done.SetResult(true), this, preferLocal: false);
        }
    }

    /// <summary>Sends the head with what was held back. Under the lock; false where the answer was broken off.</summary>
    private bool Start()
    {
        if (_isStarted)
        {
            return true;
        }

        if (!_isSet || !WriteHead(_context!.Response))
        {
            return false;
        }

        _isStarted = true;
        BeginChunks(_context.Response);
        Send(_buffer.AsSpan(0, _count));
        _count = 0;
        return !_isBroken;
    }

    /// <summary>
    /// On HTTP/1.1 chunks are written here, because the server's own cannot carry trailers, and whether there are any is
    /// known only at the end.
    /// </summary>
    private void BeginChunks(HttpResponse response)
    {
        _isChunked = HttpProtocol.IsHttp11(_context!.Request.Protocol) && response.ContentLength is null && !HasNoBody(_status);
        if (_isChunked)
        {
            response.Headers.TransferEncoding = "chunked";
        }
    }

    private bool WriteHead(HttpResponse response)
    {
        if (_status is < 200 or > 999)
        {
            Break("malformed", new ComposeError(ErrorCodes.Exec.Trap, $"the guest's response has the status {_status}"));
            return false;
        }

        response.StatusCode = _status;
        if (!HeaderMapping.ToResponse(_fields!, response))
        {
            Break("malformed", new ComposeError(ErrorCodes.Exec.Trap, "the guest's response has fields that cannot be sent"));
            return false;
        }

        return true;
    }

    /// <summary>Gives bytes to the server. Under the lock.</summary>
    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || _isBroken || HasNoBody(_status))
        {
            return;
        }

        try
        {
            PipeWriter writer = _context!.Response.BodyWriter;
            if (_isChunked)
            {
                Span<byte> size = stackalloc byte[10];
                bytes.Length.TryFormat(size, out int digits, "x", System.Globalization.CultureInfo.InvariantCulture);
                "\r\n"u8.CopyTo(size[digits..]);
                writer.Write(size[..(digits + 2)]);
                writer.Write(bytes);
                writer.Write("\r\n"u8);
            }
            else
            {
                writer.Write(bytes);
            }

            _unflushed += bytes.Length;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or ObjectDisposedException)
        {
            Break("malformed", new ComposeError(ErrorCodes.Exec.Trap, $"the guest's response cannot be sent: {failure.Message}"));
        }
    }

    private void BeginFlush()
    {
        _unflushed = 0;
        try
        {
            Task flushing = EndFlushAsync(_context!.Response.BodyWriter.FlushAsync());
            _flushing = flushing.IsCompleted ? null : flushing;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            Break("malformed", new ComposeError(ErrorCodes.Exec.Trap, $"the guest's response cannot be sent: {failure.Message}"));
        }
    }

    private async Task EndFlushAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            FlushResult result = await flush.ConfigureAwait(false);
            _isBroken |= result.IsCompleted || result.IsCanceled;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            _isBroken = true;
            _what ??= "cancelled";
        }
    }

    private Transfer Break(string what, ComposeError error)
    {
        _isBroken = true;
        _what ??= what;
        _error ??= error;
        return Transfer.Closed;
    }

    /// <summary>The end of a whole answer.</summary>
    private bool WriteRest(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!_isStarted)
        {
            if (!WriteHead(response))
            {
                return false;
            }

            _isStarted = true;
            if (_trailers is not null)
            {
                BeginChunks(response);
            }
            else if (response.ContentLength is null && !HasNoBody(_status))
            {
                response.ContentLength = _count;
            }

            Send(_buffer.AsSpan(0, _count));
        }

        if (_isChunked)
        {
            EndChunks(response.BodyWriter);
        }
        else if (_trailers is { } trailers && response.SupportsTrailers())
        {
            foreach ((string name, byte[] value) in trailers.Entries)
            {
                response.AppendTrailer(name, System.Text.Encoding.Latin1.GetString(value));
            }
        }

        return !_isBroken;
    }

    private void EndChunks(PipeWriter writer)
    {
        writer.Write("0\r\n"u8);
        foreach ((string name, byte[] value) in _trailers?.Entries ?? [])
        {
            // Fields of framing and routing may not stand in trailers (RFC 9110, 6.5.1).
            if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase) && !HttpSyntax.IsForbidden(name))
            {
                writer.Write(System.Text.Encoding.Latin1.GetBytes(name.ToLowerInvariant()));
                writer.Write(": "u8);
                writer.Write(value);
                writer.Write("\r\n"u8);
            }
        }

        writer.Write("\r\n"u8);
    }

    /// <summary>Statuses that have no body (RFC 9110, 6.4.1).</summary>
    private static bool HasNoBody(ushort status) => status is 204 or 205 or 304;

    /// <summary>The answer where the component gave none: a problem, or the end of the connection in the middle of an answer.</summary>
    private async Task FailAsync(HttpContext context)
    {
        if (_error is null && _failure is null)
        {
            _what ??= _isSet ? "broken" : "no-response";
            _error = new ComposeError(
                ErrorCodes.Exec.Trap, _isSet ? "the guest did not finish the body of its response" : "the guest returned without setting its response-outparam");
        }

        (int status, string title) = _what switch
        {
            "timeout" => (StatusCodes.Status504GatewayTimeout, "The component did not answer in time"),
            "limit" => (StatusCodes.Status500InternalServerError, "The component reached a limit"),
            "cancelled" => (StatusCodes.Status503ServiceUnavailable, "The request was called off"),
            "no-response" => (StatusCodes.Status500InternalServerError, "The component gave no response"),
            null => (StatusCodes.Status502BadGateway, "The component answered with an error"),
            _ => (StatusCodes.Status500InternalServerError, "The component failed"),
        };
        await FailAsync(context, status, title, _failure?.Name).ConfigureAwait(false);
    }

    private async Task FailAsync(HttpContext context, int status, string title, string? detail)
    {
        bool isBroken = _isStarted || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested;
        _host.Tell(new ServeEvent(_what ?? "error-code", _error, context.Request.Method, context.Request.Path.Value, isBroken ? 0 : status), _failure);
        if (isBroken)
        {
            context.Abort();
        }
        else
        {
            await Problem.WriteAsync(context, status, title, _error, detail).ConfigureAwait(false);
        }
    }

    private void ResetResponse()
    {
        _fields = null;
        _trailers = null;
        _failure = null;
        _flushing = null;
        _status = 0;
        _count = 0;
        _unflushed = 0;
        _total = 0;
        _isSet = false;
        _isStarted = false;
        _isEnded = false;
        _isBroken = false;
        _isChunked = false;
        _body = null;
        _ticks = 0;
    }
}
