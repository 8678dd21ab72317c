using System.Buffers;
using System.IO.Pipelines;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compose.Host.Http;

/// <summary>The body of a request as the server reads it; ends when the request is over, whether the guest has read it or not.</summary>
internal sealed class RequestBodySource : IInputSource
{
    private readonly Lock _gate = new();
    private readonly PipeReader _reader;
    private readonly IFeatureCollection _features;
    private Task? _reading;
    private Fault? _fault;
    private bool _isClosed;

    public RequestBodySource(HttpContext context)
    {
        _reader = context.Request.BodyReader;
        _features = context.Features;
        Trailers = new TrailerSource(this);
    }

    public FutureTrailers.Source Trailers { get; }

    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                if (_isClosed || _fault is not null)
                {
                    return true;
                }

                return TryPeek();
            }
        }
    }

    public Transfer TryRead(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_fault is { } fault)
            {
                return Transfer.Failed(fault);
            }

            if (_isClosed)
            {
                return Transfer.Closed;
            }

            if (buffer.IsEmpty)
            {
                return Transfer.Of(0);
            }

            try
            {
                if (!_reader.TryRead(out ReadResult result))
                {
                    return Transfer.Of(0);
                }

                ReadOnlySequence<byte> bytes = result.Buffer;
                if (bytes.IsEmpty)
                {
                    _reader.AdvanceTo(bytes.End);
                    _isClosed = result.IsCompleted;
                    return _isClosed ? Transfer.Closed : Transfer.Of(0);
                }

                int count = (int)Math.Min(bytes.Length, buffer.Length);
                bytes.Slice(0, count).CopyTo(buffer);
                _reader.AdvanceTo(bytes.GetPosition(count));
                return Transfer.Of(count);
            }
            catch (Exception failure) when (FaultOf(failure) is { } found)
            {
                _fault = found;
                return Transfer.Failed(found);
            }
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task reading;
        lock (_gate)
        {
            if (_isClosed || _fault is not null)
            {
                return;
            }

            reading = _reading = PeekAsync(cancellation);
        }

        await reading.ConfigureAwait(false);
    }

    /// <summary>The request is over: reads fail from now on. Ends when none is under way.</summary>
    public async ValueTask DetachAsync()
    {
        Task? reading;
        lock (_gate)
        {
            _fault ??= new Fault("the request is over") { Http = new HttpFailure(HttpErrorCode.ConnectionTerminated) };
            reading = _reading;
        }

        if (reading is { IsCompleted: false })
        {
            _reader.CancelPendingRead();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool TryPeek()
    {
        try
        {
            if (!_reader.TryRead(out ReadResult result))
            {
                return false;
            }

            _isClosed = result.Buffer.IsEmpty && result.IsCompleted;
            bool isReady = _isClosed || !result.Buffer.IsEmpty;
            _reader.AdvanceTo(result.Buffer.Start);
            return isReady;
        }
        catch (Exception failure) when (FaultOf(failure) is { } found)
        {
            _fault = found;
            return true;
        }
    }

    private async Task PeekAsync(CancellationToken cancellation)
    {
        try
        {
            ReadResult result = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                _isClosed |= result.Buffer.IsEmpty && result.IsCompleted;
                _reader.AdvanceTo(result.Buffer.Start);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && FaultOf(failure) is { } found)
        {
            lock (_gate)
            {
                _fault ??= found;
            }
        }
    }

    private static Fault? FaultOf(Exception failure) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Fault("the request's body is larger than the server takes") { Http = new HttpFailure(HttpErrorCode.HttpRequestBodySize) },
        BadHttpRequestException => new Fault("the request's body is malformed or came too slowly") { Http = new HttpFailure(HttpErrorCode.HttpProtocolError) },
        ConnectionAbortedException or ConnectionResetException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException =>
            new Fault("the client has gone") { Http = new HttpFailure(HttpErrorCode.ConnectionTerminated) },
        _ => null,
    };

    /// <summary>Skips what is left of the body, then gives the trailers.</summary>
    private sealed class TrailerSource(RequestBodySource body) : FutureTrailers.Source
    {
        public override bool IsReady
        {
            get
            {
                Span<byte> skipped = stackalloc byte[1_024];
                Transfer read;
                do
                {
                    read = body.TryRead(skipped);
                }
                while (read is { IsOk: true, Count: > 0 });
                return !read.IsOk;
            }
        }

        public override FieldList? Trailers
        {
            get
            {
                if (body._features.Get<IHttpRequestTrailersFeature>() is not { Available: true, Trailers: { Count: > 0 } trailers })
                {
                    return null;
                }

                return HeaderMapping.ToGuest(trailers);
            }
        }

        public override HttpFailure? Error => body._fault?.Http;

        public override async ValueTask WaitAsync(CancellationToken cancellation)
        {
            while (!IsReady)
            {
                await body.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
