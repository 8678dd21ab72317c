using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Oci;

/// <content>Blobs on their way to the registry: whole, in pieces that are resumed, or not at all.</content>
internal sealed partial class RemoteRepository
{
    private const string Bytes = "application/octet-stream";

    public async Task PutBlobAsync(Digest digest, ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellation)
    {
        if (await HasBlobAsync(digest, cancellation).ConfigureAwait(false))
        {
            Tell(what, TransferStep.Present, bytes.Length, bytes.Length);
            return;
        }

        for (int attempt = 0; ; attempt++)
        {
            try
            {
                (Uri place, int least) = await BeginAsync(digest, cancellation).ConfigureAwait(false);
                int piece = Math.Max(least, registry.Options.ChunkBytes);
                await (bytes.Length > piece
                    ? SendPiecesAsync(place, digest, bytes, piece, what, cancellation)
                    : SendWholeAsync(place, digest, bytes, what, cancellation)).ConfigureAwait(false);
                Tell(what, TransferStep.Sent, bytes.Length, bytes.Length);
                return;
            }
            catch (ComposeException e) when (e.Error.Code == ErrorCodes.Source.Unreachable && attempt < registry.Options.Transfer.Retries)
            {
                // The place of an upload may be lost with the connection: a new one is asked for.
                Tell($"{what}: {e.Error.Message}", TransferStep.Retrying, attempt + 1, registry.Options.Transfer.Retries);
                await Task.Delay(Transport.Pause(attempt), cancellation).ConfigureAwait(false);
            }
        }
    }

    public async Task<bool> TryMountAsync(Digest digest, IOciRepository from, CancellationToken cancellation)
    {
        if (from is not RemoteRepository other || !string.Equals(other.Host, Host, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (other.Name == name)
        {
            return true;
        }

        using HttpResponseMessage response = await registry.SendAsync(
            $"{PushScope} {other.PullScope}",
            static (uri, _) => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent([]) },
            At($"blobs/uploads/?mount={digest}&from={Uri.EscapeDataString(other.Name)}"),
            SendOptions.Once,
            cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            // An upload may have begun instead, which the registry drops when nothing comes.
            return false;
        }

        CheckEcho(response, digest, name);
        Tell(digest.ToString(), TransferStep.Mounted, 0, null);
        return true;
    }

    private string Host => registry.Host;

    private string Name => name;

    /// <summary>Where an upload goes on, and the least that one piece must have (distribution-spec, <c>OCI-Chunk-Min-Length</c>).</summary>
    private async Task<(Uri Place, int Least)> BeginAsync(Digest digest, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await registry.SendAsync(
            PushScope, static (uri, _) => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent([]) }, At("blobs/uploads/"), SendOptions.Write, cancellation).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.Accepted
            ? (PlaceOf(response), response.Headers.TryGetValues("OCI-Chunk-Min-Length", out IEnumerable<string>? values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int least) ? least : 0)
            : throw await RegistryAnswer.ErrorAsync(Transport, response, $"begin to send {digest} to {name}", cancellation).ConfigureAwait(false);
    }

    private async Task SendWholeAsync(Uri place, Digest digest, ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellation)
    {
        long done = 0;
        using HttpResponseMessage response = await registry.SendAsync(
            PushScope,
            (uri, sent) =>
            {
                done = 0;
                return new HttpRequestMessage(HttpMethod.Put, uri)
                {
                    Content = new UploadContent(bytes, Bytes, count =>
                    {
                        sent(count);
                        Tell(what, TransferStep.Sending, done += count, bytes.Length);
                    }),
                };
            },
            WithDigest(place, digest),
            SendOptions.Once,
            cancellation).ConfigureAwait(false);
        await RequireCreatedAsync(response, digest, cancellation).ConfigureAwait(false);
    }

    private async Task SendPiecesAsync(Uri place, Digest digest, ReadOnlyMemory<byte> bytes, int piece, string what, CancellationToken cancellation)
    {
        int at = 0, failures = 0;
        while (at < bytes.Length)
        {
            ReadOnlyMemory<byte> part = bytes.Slice(at, Math.Min(piece, bytes.Length - at));
            int from = at;
            try
            {
                using HttpResponseMessage response = await registry.SendAsync(
                    PushScope,
                    (uri, sent) =>
                    {
                        var content = new UploadContent(part, Bytes, sent);
                        content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{from}-{from + part.Length - 1}"));
                        return new HttpRequestMessage(HttpMethod.Patch, uri) { Content = content };
                    },
                    place,
                    SendOptions.Once,
                    cancellation).ConfigureAwait(false);
                if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Created or HttpStatusCode.NoContent)
                {
                    place = PlaceOf(response);
                    at = EndOf(response) ?? at + part.Length;
                    if (at <= from || at > bytes.Length)
                    {
                        throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Host} has {at} bytes of {digest}, of which {from + part.Length} were sent");
                    }

                    failures = 0;
                    Tell(what, TransferStep.Sending, at, bytes.Length);
                    continue;
                }

                if ((int)response.StatusCode is not (416 or 408 or 429 or >= 500))
                {
                    throw await RegistryAnswer.ErrorAsync(Transport, response, $"send {digest} to {name}", cancellation).ConfigureAwait(false);
                }
            }
            catch (ComposeException e) when (e.Error.Code == ErrorCodes.Source.Unreachable)
            {
                // Told by the question that follows, if the server is really gone.
            }

            if (++failures > registry.Options.Transfer.Retries)
            {
                throw new ComposeException(ErrorCodes.Source.Unreachable, $"{Host} breaks off {failures} times at byte {at} of {digest}", hint: "try again later");
            }

            Tell($"{what} broke off at {at}", TransferStep.Retrying, failures, registry.Options.Transfer.Retries);
            await Task.Delay(Transport.Pause(failures - 1), cancellation).ConfigureAwait(false);
            (place, at) = await WhereAsync(place, digest, bytes.Length, cancellation).ConfigureAwait(false);
        }

        using HttpResponseMessage last = await registry.SendAsync(
            PushScope, (uri, _) => new HttpRequestMessage(HttpMethod.Put, uri) { Content = new ByteArrayContent([]) }, WithDigest(place, digest), SendOptions.Once, cancellation).ConfigureAwait(false);
        await RequireCreatedAsync(last, digest, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks how far an upload got (distribution-spec, "Get upload status").</summary>
    private async Task<(Uri Place, int At)> WhereAsync(Uri place, Digest digest, int length, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await registry.SendAsync(PushScope, static (uri, _) => new HttpRequestMessage(HttpMethod.Get, uri), place, SendOptions.Write, cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.NoContent && response.StatusCode != HttpStatusCode.Accepted)
        {
            // The registry forgot the upload; the caller begins anew.
            throw new ComposeException(ErrorCodes.Source.Unreachable, $"{Host} answers {(int)response.StatusCode} to how far {digest} got", hint: "try again later");
        }

        int at = EndOf(response) ?? 0;
        return at > length ? throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Host} claims {at} bytes of {digest}, which has {length}") : (PlaceOf(response, place), at);
    }

    private async Task RequireCreatedAsync(HttpResponseMessage response, Digest digest, CancellationToken cancellation)
    {
        if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.NoContent))
        {
            throw await RegistryAnswer.ErrorAsync(Transport, response, $"send {digest} to {name}", cancellation).ConfigureAwait(false);
        }

        CheckEcho(response, digest, name);
    }

    /// <summary>Where an upload goes on: another path of the registry, or another server as far as the policy allows.</summary>
    private Uri PlaceOf(HttpResponseMessage response, Uri? present = null)
    {
        Uri from = response.RequestMessage!.RequestUri!;
        if (response.Headers.Location is not { } location)
        {
            return present ?? throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Host} takes an upload and does not say where");
        }

        if (!Uri.TryCreate(from, location, out Uri? place))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Host} takes an upload at a place that is no address");
        }

        registry.Options.Transfer.CheckLed(place, from);
        return place;
    }

    /// <summary>How many bytes the registry has: <c>Range: 0-N</c>, N inclusive.</summary>
    private static int? EndOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Range", out IEnumerable<string>? values))
        {
            return null;
        }

        string range = values.First();
        range = range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) ? range[6..] : range;
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(range.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int last) && last < int.MaxValue
            ? last == 0 ? 0 : last + 1
            : null;
    }

    private static Uri WithDigest(Uri place, Digest digest) => new UriBuilder(place) { Query = (place.Query.Length > 1 ? place.Query[1..] + "&" : string.Empty) + "digest=" + digest }.Uri;

    private void Tell(string what, TransferStep step, long done, long? total) => registry.Options.Progress?.Invoke(new TransferProgress(what, step, done, total));
}
