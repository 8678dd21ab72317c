using System.Net;
using System.Net.Http.Headers;

namespace Compose.Distribution.Transport;

/// <summary>A body that tells how far it has been sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int Slice = 256 << 10;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action<int> _sent;

    /// <param name="bytes">The body.</param>
    /// <param name="mediaType">Its type.</param>
    /// <param name="sent">Called with the number of bytes of each slice once it is handed to the system.</param>
    public UploadContent(ReadOnlyMemory<byte> bytes, string mediaType, Action<int> sent)
    {
        _bytes = bytes;
        _sent = sent;
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (int at = 0; at < _bytes.Length; at += Slice)
        {
            ReadOnlyMemory<byte> slice = _bytes.Slice(at, Math.Min(Slice, _bytes.Length - at));
            await stream.WriteAsync(slice, cancellationToken).ConfigureAwait(false);
            _sent(slice.Length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
