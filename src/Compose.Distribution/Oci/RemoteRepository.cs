using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Compose.Distribution.Transport;
using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <summary>A repository of a registry.</summary>
internal sealed partial class RemoteRepository(RegistryClient registry, string name) : IOciRepository
{
    private const int MaxListing = 4 << 20, MaxPages = 1000, MaxListed = 10_000;

    private static readonly string[] s_manifestTypes = [OciMediaTypes.Manifest, OciMediaTypes.Index, OciMediaTypes.DockerManifest, OciMediaTypes.DockerIndex];

    public string Address => $"{OciReference.Scheme}{registry.Host}/{name}";

    private HttpTransport Transport => registry.Transport;

    private string PullScope => $"repository:{name}:pull";

    private string PushScope => $"repository:{name}:pull,push";

    public async Task<OciContent?> FindManifestAsync(string reference, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await registry.SendAsync(PullScope, ManifestRequest, At("manifests/" + reference), SendOptions.Read, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await RegistryAnswer.ErrorAsync(Transport, response, $"read {name}:{reference}", cancellation).ConfigureAwait(false);
        }

        byte[] bytes = await Transport.ReadAsync(response, OciManifest.MaxBytes, cancellation).ConfigureAwait(false);
        var actual = Digest.Of(bytes);
        if (Digest.TryParse(reference, out Digest asked) && asked != actual)
        {
            throw HttpTransport.Mismatch($"{Address}@{asked}", asked, actual);
        }

        return new OciContent(OciManifest.TypeOf(bytes, response.Content.Headers.ContentType?.MediaType, Address), bytes, actual);
    }

    public async Task<Digest> PutManifestAsync(ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancellation)
    {
        var digest = Digest.Of(manifest.Span);
        using HttpResponseMessage response = await registry.SendAsync(
            PushScope,
            (uri, sent) => new HttpRequestMessage(HttpMethod.Put, uri) { Content = new UploadContent(manifest, mediaType, sent) },
            At("manifests/" + (tag ?? digest.ToString())),
            SendOptions.Write,
            cancellation).ConfigureAwait(false);
        if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted))
        {
            throw await RegistryAnswer.ErrorAsync(Transport, response, $"write the manifest {name}:{tag ?? digest.ToString()}", cancellation).ConfigureAwait(false);
        }

        CheckEcho(response, digest, name);
        if (OciMediaTypes.IsManifest(mediaType) && OciManifest.Read(manifest.Span, Address).Subject is { } subject && !response.Headers.Contains("OCI-Subject"))
        {
            await AddToFallbackAsync(subject.Digest, manifest, digest, cancellation).ConfigureAwait(false);
        }

        return digest;
    }

    public async Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await registry.SendAsync(PullScope, static (uri, _) => new HttpRequestMessage(HttpMethod.Head, uri), At($"blobs/{digest}"), SendOptions.Read, cancellation).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await RegistryAnswer.ErrorAsync(Transport, response, $"look for {digest}", cancellation).ConfigureAwait(false),
        };
    }

    public async Task<ReadOnlyMemory<byte>> GetBlobAsync(OciDescriptor descriptor, CancellationToken cancellation)
    {
        if (descriptor.Size > registry.Options.Transfer.MaxBytes)
        {
            throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"{descriptor.Digest} of {Address} has {descriptor.Size} bytes; at most {registry.Options.Transfer.MaxBytes} are fetched");
        }

        Uri address = At($"blobs/{descriptor.Digest}");
        return await Transport.DownloadAsync(
            (make, token) => registry.SendAsync(PullScope, make, address, SendOptions.Read, token),
            address,
            descriptor.Digest,
            descriptor.Size,
            descriptor.Size,
            CleanText.Of(descriptor.Title ?? descriptor.Digest.ToString()),
            response => response.StatusCode == HttpStatusCode.NotFound ? new ComposeException(ErrorCodes.Source.NotFound, $"{Address} has no blob {descriptor.Digest}", hint: "its manifest names it: the registry lost it") : null,
            cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation)
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        await PagesAsync(At("tags/list"), "list tags", json => tags.UnionWith(Listed(json.Items("tags"), tags.Count).Select(tag => tag.Text()).Where(OciReference.IsTag)), cancellation).ConfigureAwait(false);
        return [.. tags];
    }

    /// <summary>The entries of a page, unless they are too many with those before them.</summary>
    private IReadOnlyList<TrustJson> Listed(IReadOnlyList<TrustJson> page, int before) => page.Count <= MaxListed - before
        ? page
        : throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"{Address} lists more than {MaxListed} entries");

    /// <summary>Reads a listing with its further pages; false if there is no such listing.</summary>
    private async Task<bool> PagesAsync(Uri first, string what, Action<TrustJson> take, CancellationToken cancellation)
    {
        Uri? at = first;
        var seen = new HashSet<Uri>();
        for (int page = 0; at is not null; page++)
        {
            if (!seen.Add(at))
            {
                throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Address} leads in a circle to: {what}", hint: "ask whoever runs the server");
            }

            if (page == MaxPages)
            {
                throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"{Address} has more than {MaxPages} pages to: {what}");
            }

            using HttpResponseMessage response = await registry.SendAsync(PullScope, static (uri, _) => new HttpRequestMessage(HttpMethod.Get, uri), at, SendOptions.Read, cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound && page == 0)
            {
                return false;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw await RegistryAnswer.ErrorAsync(Transport, response, what, cancellation).ConfigureAwait(false);
            }

            take(TrustJson.Parse(await Transport.ReadAsync(response, MaxListing, cancellation).ConfigureAwait(false), ErrorCodes.Source.InvalidAnswer, MaxListing, Address));
            at = Next(response, at);
        }

        return true;
    }

    /// <summary>The next page: <c>Link: &lt;…&gt;; rel="next"</c>.</summary>
    private Uri? Next(HttpResponseMessage response, Uri at)
    {
        if (!response.Headers.TryGetValues("Link", out IEnumerable<string>? links))
        {
            return null;
        }

        foreach (string link in links)
        {
            int end = link.IndexOf('>', StringComparison.Ordinal);
            if (link.StartsWith('<') && end > 0 && link.AsSpan(end).Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(at, link[1..end], out Uri? next))
            {
                return TransferPolicy.IsSameServer(next, registry.Root)
                    ? next
                    : throw new ComposeException(ErrorCodes.Source.RedirectRefused, $"{Address} continues a listing at {TransferPolicy.Show(next)}, which is another server", hint: "nothing was sent there");
            }
        }

        return null;
    }

    private static HttpRequestMessage ManifestRequest(Uri uri, Action<int> sent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        foreach (string type in s_manifestTypes)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        return request;
    }

    private Uri At(string path) => new(registry.Root, $"{name}/{path}");

    private static void CheckEcho(HttpResponseMessage response, Digest digest, string what)
    {
        if (response.Headers.TryGetValues("Docker-Content-Digest", out IEnumerable<string>? values) && values.First() is { Length: > 0 } echo && Digest.TryParse(echo, out Digest stored) && stored != digest)
        {
            throw HttpTransport.Mismatch(what, digest, stored);
        }
    }
}
