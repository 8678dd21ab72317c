using System.Net;
using System.Net.Http.Headers;

namespace Compose.Distribution.Transport;

/// <content>Large bodies: resumed where a connection broke, verified by digest.</content>
public sealed partial class HttpTransport
{
    /// <summary>Sends one request, within whatever authentication the caller keeps.</summary>
    internal delegate Task<HttpResponseMessage> Sender(Func<Uri, Action<int>, HttpRequestMessage> make, CancellationToken cancellation);

    /// <summary>Fetches a file of the web.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="expected">The digest it must have, or null to take what is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public Task<byte[]> DownloadAsync(Uri address, Digest? expected, CancellationToken cancellation) => DownloadAsync(
        (make, token) => SendAsync(make, address, SendOptions.Read, token), address, expected, null, Policy.MaxBytes, TransferPolicy.Show(address), static _ => null, cancellation);

    /// <param name="send">Sends a request.</param>
    /// <param name="address">What is asked for, for messages.</param>
    /// <param name="expected">The digest it must have.</param>
    /// <param name="size">The size it must have; null if that is not known.</param>
    /// <param name="max">Most bytes.</param>
    /// <param name="what">The body in words, for progress.</param>
    /// <param name="refuse">The error of an answer that is not the body; null for the usual one.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<byte[]> DownloadAsync(Sender send, Uri address, Digest? expected, long? size, long max, string what, Func<HttpResponseMessage, ComposeException?> refuse, CancellationToken cancellation)
    {
        using var body = new BodyBuffer(max, Policy, expected is not null, size);
        for (int attempt = 0; ; attempt++)
        {
            if (expected is null)
            {
                // Nothing would tell that the rest is of another version.
                body.Clear();
            }

            int resumed = body.Length;
            try
            {
                using HttpResponseMessage response = await send((uri, _) => Request(uri, resumed), cancellation).ConfigureAwait(false);
                if (response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
                {
                    throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{TransferPolicy.Show(address)} comes in the encoding {CleanText.Of(string.Join(", ", response.Content.Headers.ContentEncoding))}, which was not asked for");
                }

                if (response.StatusCode == HttpStatusCode.OK)
                {
                    body.Clear();
                }
                else if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != resumed || resumed == 0)
                {
                    if (resumed == 0 || attempt >= Policy.Retries)
                    {
                        throw refuse(response) ?? Failed(response);
                    }

                    body.Clear();
                    continue;
                }

                await body.ReadAsync(response, length => Progress?.Invoke(new TransferProgress(what, TransferStep.Fetching, length, size)), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (IsBroken(e, cancellation))
            {
                if (attempt >= Policy.Retries)
                {
                    throw Unreachable(address, e is OperationCanceledException ? "sends too slowly" : "breaks off: " + e.Message, e);
                }

                Progress?.Invoke(new TransferProgress($"{what} broke off after {body.Length} bytes", TransferStep.Retrying, attempt + 1, Policy.Retries));
                await Task.Delay(Pause(attempt), cancellation).ConfigureAwait(false);
                continue;
            }

            byte[] bytes = body.ToArray();
            if (size is { } wanted && wanted != bytes.Length)
            {
                throw new ComposeException(ErrorCodes.Source.DigestMismatch, $"{TransferPolicy.Show(address)} has {bytes.Length} bytes; {wanted} were announced", hint: "the server's content is damaged or was changed");
            }

            if (expected is { } digest && body.Digest is var actual && actual != digest)
            {
                if (resumed > 0 && attempt < Policy.Retries)
                {
                    // The two parts may be of two versions.
                    body.Clear();
                    continue;
                }

                throw Mismatch(TransferPolicy.Show(address), digest, actual);
            }

            Progress?.Invoke(new TransferProgress(what, TransferStep.Fetched, bytes.Length, bytes.Length));
            return bytes;
        }
    }

    internal static ComposeException Mismatch(string place, Digest expected, Digest actual) => new(
        new ComposeError(ErrorCodes.Source.DigestMismatch, $"{place} gives {actual}, and {expected} was asked for", null, "nothing of it was kept; if the new bytes are meant, update what names the digest")
        {
            Context = new Dictionary<string, string>(2) { ["actual"] = actual.ToString(), ["expected"] = expected.ToString() },
        });

    private static HttpRequestMessage Request(Uri uri, int from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return request;
    }

    internal static ComposeException Failed(HttpResponseMessage response)
    {
        string at = TransferPolicy.Show(response.RequestMessage!.RequestUri!);
        return (int)response.StatusCode switch
        {
            401 or 403 => new ComposeException(ErrorCodes.Source.AccessDenied, $"{at} is not open to us ({(int)response.StatusCode})", hint: "check the credentials and the permissions"),
            404 or 410 => new ComposeException(ErrorCodes.Source.NotFound, $"there is nothing at {at}", hint: "check the address"),
            >= 500 or 408 or 429 => Unreachable(response.RequestMessage!.RequestUri!, $"answers {(int)response.StatusCode}"),
            _ => new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{at} answers {(int)response.StatusCode}", hint: "check the address"),
        };
    }
}
