using System.Buffers;
using System.Net;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Http;

/// <summary>A body that goes out as the guest writes it.</summary>
internal sealed class BodyPipeContent(BodyPipe body) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = body.IsEnded ? (long)body.Total : 0;
        return body is { IsEnded: true, Trailers: null };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            while (true)
            {
                Transfer read = body.TryRead(buffer);
                if (read.Status == StreamStatus.Closed)
                {
                    // The handler has no way to send trailers: rather no request than one that lacks them.
                    if (body.Trailers is { Entries.Count: > 0 })
                    {
                        throw new BodyBrokenException(new HttpFailure(HttpErrorCode.HttpRequestTrailerSectionSize, Size: 0));
                    }

                    return;
                }

                if (!read.IsOk)
                {
                    throw new BodyBrokenException(new HttpFailure(HttpErrorCode.InternalError, "the guest broke off the body of its request"));
                }

                if (read.Count > 0)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, read.Count), cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                await body.WaitForAnswerAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // The exchange is over: a guest that still writes finds the stream closed.
        body.Abandon();
        base.Dispose(disposing);
    }
}
