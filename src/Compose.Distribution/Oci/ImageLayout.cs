using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Distribution.Transport;
using Compose.Signing;
using Compose.Store;

namespace Compose.Distribution.Oci;

/// <summary>
/// An image layout on disk (image-spec, "Image Layout"): <c>oci-layout</c>, <c>index.json</c> with tags as annotations, and
/// <c>blobs/sha256</c>. Files are written whole; what is read is verified.
/// </summary>
public sealed class ImageLayout : IOciRepository
{
    private const string Version = "1.0.0";

    private static readonly TimeSpan s_lockTime = TimeSpan.FromSeconds(30);

    // What a digest names never changes: each manifest is read once.
    private readonly ConcurrentDictionary<Digest, OciContent> _read = new();
    private readonly string _folder;
    private readonly long _maxBytes;

    /// <param name="folder">The folder; made when something is first put.</param>
    /// <param name="maxBytes">Most bytes of one blob.</param>
    public ImageLayout(string folder, long maxBytes = TransferPolicy.LargestBody)
    {
        _folder = Path.GetFullPath(folder);
        _maxBytes = maxBytes;
        Address = OciReference.LayoutScheme + folder;
    }

    public string Address { get; }

    private string IndexPath => Path.Combine(_folder, "index.json");

    /// <summary>True if the folder is a layout.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, "oci-layout"));

    public Task<OciContent?> FindManifestAsync(string reference, CancellationToken cancellation)
    {
        RequireLayout();
        OciDescriptor? entry = Digest.TryParse(reference, out Digest digest)
            ? Entries().FirstOrDefault(each => each.Digest == digest)
            : Entries().LastOrDefault(each => each.Annotations.GetValueOrDefault(OciMediaTypes.RefNameAnnotation) == reference);
        if (entry is null && digest == default)
        {
            return Task.FromResult<OciContent?>(null);
        }

        // A manifest that only an index or a subject names stands in no index of ours.
        Digest wanted = entry?.Digest ?? digest;
        if (Read(wanted, OciManifest.MaxBytes) is not { } bytes)
        {
            return Task.FromResult<OciContent?>(null);
        }

        return Task.FromResult<OciContent?>(new OciContent(OciManifest.TypeOf(bytes, entry?.MediaType, Address), bytes, wanted));
    }

    public Task<Digest> PutManifestAsync(ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancellation)
    {
        Digest digest = Write(manifest.Span);
        OciManifest? read = OciMediaTypes.IsManifest(mediaType) ? OciManifest.Read(manifest.Span, Address) : null;
        if (tag is null && read?.Subject is null)
        {
            // Found by its digest; an index of which it is a part will name it.
            return Task.FromResult(digest);
        }

        using FileStream held = Lock();
        List<OciDescriptor> entries = [.. Entries()];
        var entry = new OciDescriptor(mediaType, digest, manifest.Length)
        {
            ArtifactType = read?.Subject is null ? read?.ArtifactType : read.Type,
            Annotations = tag is null ? read!.Annotations : new Dictionary<string, string>(1) { [OciMediaTypes.RefNameAnnotation] = tag },
        };
        int present = entries.FindIndex(each => tag is null ? each.Digest == digest : each.Annotations.GetValueOrDefault(OciMediaTypes.RefNameAnnotation) == tag);
        if (present < 0)
        {
            entries.Add(entry);
        }
        else
        {
            entries[present] = entry;
        }

        AtomicFile.Write(IndexPath, OciManifest.EncodeIndex(entries));
        return Task.FromResult(digest);
    }

    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation) => Task.FromResult(Read(digest, _maxBytes) is not null);

    public Task<ReadOnlyMemory<byte>> GetBlobAsync(OciDescriptor descriptor, CancellationToken cancellation)
    {
        RequireLayout();
        string path = PathOf(descriptor.Digest);
        if (!File.Exists(path))
        {
            throw new ComposeException(ErrorCodes.Source.NotFound, $"the layout has no blob {descriptor.Digest}", new ErrorLocation { File = _folder }, "its manifest names it: the layout is not whole");
        }

        byte[] bytes = ReadFile(path, _maxBytes);
        if (Digest.Of(bytes) is var actual && actual != descriptor.Digest)
        {
            throw HttpTransport.Mismatch(path, descriptor.Digest, actual);
        }

        return Task.FromResult<ReadOnlyMemory<byte>>(bytes);
    }

    public Task PutBlobAsync(Digest digest, ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellation)
    {
        if (Read(digest, _maxBytes) is null)
        {
            Write(bytes.Span);
        }

        return Task.CompletedTask;
    }

    public Task<bool> TryMountAsync(Digest digest, IOciRepository from, CancellationToken cancellation) => Task.FromResult(false);

    public Task<IReadOnlyList<OciDescriptor>> ReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellation)
    {
        RequireLayout();
        var found = new List<OciDescriptor>();
        foreach (OciDescriptor entry in Entries())
        {
            if (Find(entry) is { } content
                && OciManifest.Read(content.Bytes.Span, Address) is var manifest && manifest.Subject?.Digest == subject && (artifactType is null || manifest.Type == artifactType))
            {
                found.Add(entry with { ArtifactType = manifest.Type, Annotations = manifest.Annotations });
            }
        }

        return Task.FromResult<IReadOnlyList<OciDescriptor>>(found);
    }

    public Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation)
    {
        RequireLayout();
        return Task.FromResult<IReadOnlyList<string>>(
            [.. Entries().Select(each => each.Annotations.GetValueOrDefault(OciMediaTypes.RefNameAnnotation)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The manifests of its index that are here, each once.</summary>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    internal IEnumerable<OciContent> Manifests()
    {
        RequireLayout();
        return Entries().DistinctBy(entry => entry.Digest).Select(Find).OfType<OciContent>();
    }

    private OciContent? Find(OciDescriptor entry)
    {
        if (!OciMediaTypes.IsManifest(entry.MediaType))
        {
            return null;
        }

        if (!_read.TryGetValue(entry.Digest, out OciContent? content) && Read(entry.Digest, OciManifest.MaxBytes) is { } bytes)
        {
            _read[entry.Digest] = content = new OciContent(entry.MediaType, bytes, entry.Digest);
        }

        return content;
    }

    private IReadOnlyList<OciDescriptor> Entries() => File.Exists(IndexPath) ? OciManifest.ReadIndex(ReadFile(IndexPath, OciManifest.MaxBytes), IndexPath) : [];

    /// <summary>The bytes of a digest; null if they are absent or damaged, so that a put mends them.</summary>
    private byte[]? Read(Digest digest, long max)
    {
        string path = PathOf(digest);
        return File.Exists(path) && ReadFile(path, max) is var bytes && Digest.Of(bytes) == digest ? bytes : null;
    }

    private Digest Write(ReadOnlySpan<byte> bytes)
    {
        var digest = Digest.Of(bytes);
        string path = PathOf(digest), marker = Path.Combine(_folder, "oci-layout");
        ContentStore.EnsureFolder(path);
        AtomicFile.Write(path, bytes);
        if (!File.Exists(marker))
        {
            AtomicFile.Write(marker, Encoding.UTF8.GetBytes(new JsonObject { ["imageLayoutVersion"] = Version }.ToJsonString()));
        }

        return digest;
    }

    private static byte[] ReadFile(string path, long max)
    {
        if (new FileInfo(path).Length > max)
        {
            throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"the file has more than {max} bytes", new ErrorLocation { File = path });
        }

        return ContentStore.TryRead(path) ?? throw new ComposeException(ErrorCodes.Source.InvalidArtifact, "the file of the layout is gone", new ErrorLocation { File = path });
    }

    private void RequireLayout()
    {
        string marker = Path.Combine(_folder, "oci-layout");
        if (!File.Exists(marker))
        {
            throw new ComposeException(ErrorCodes.Source.NotFound, "there is no image layout", new ErrorLocation { File = _folder }, "a layout is a folder with the file oci-layout");
        }

        TrustJson json = TrustJson.Parse(ReadFile(marker, 64 << 10), ErrorCodes.Source.InvalidArtifact, 64 << 10, marker);
        if (json.Text("imageLayoutVersion") is not Version)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"the layout is not of version {Version}", new ErrorLocation { File = marker });
        }
    }

    /// <summary>Held while the index is changed: two processes must not lose each other's tags.</summary>
    private FileStream Lock()
    {
        string path = Path.Combine(_folder, ".index.lock");
        DateTime until = DateTime.UtcNow + s_lockTime;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                Thread.Sleep(20);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ComposeException(ErrorCodes.Blob.IOError, $"the index of the layout cannot be changed: {e.Message}", new ErrorLocation { File = _folder });
            }
        }
    }

    private string PathOf(Digest digest) => Path.Combine(_folder, "blobs", "sha256", digest.Hex);
}
