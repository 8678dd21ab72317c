namespace Compose.Distribution.Oci;

/// <summary>Reads from mirrors first, in order; the repository itself answers what they cannot, and takes all that is written.</summary>
internal sealed class MirroredRepository(IOciRepository origin, IReadOnlyList<IOciRepository> mirrors) : IOciRepository
{
    public string Address => origin.Address;

    public IOciRepository Origin => origin;

    public async Task<OciContent?> FindManifestAsync(string reference, CancellationToken cancellation) =>
        await FirstAsync(repository => repository.FindManifestAsync(reference, cancellation), static found => found is not null).ConfigureAwait(false);

    public async Task<ReadOnlyMemory<byte>> GetBlobAsync(OciDescriptor descriptor, CancellationToken cancellation) =>
        await FirstAsync(repository => repository.GetBlobAsync(descriptor, cancellation), static _ => true).ConfigureAwait(false);

    public async Task<IReadOnlyList<OciDescriptor>> ReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellation) =>
        await FirstAsync(repository => repository.ReferrersAsync(subject, artifactType, cancellation), static found => found.Count > 0).ConfigureAwait(false);

    public Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation) => origin.TagsAsync(cancellation);

    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation) => origin.HasBlobAsync(digest, cancellation);

    public Task<Digest> PutManifestAsync(ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancellation) =>
        origin.PutManifestAsync(manifest, mediaType, tag, cancellation);

    public Task PutBlobAsync(Digest digest, ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellation) => origin.PutBlobAsync(digest, bytes, what, cancellation);

    public Task<bool> TryMountAsync(Digest digest, IOciRepository from, CancellationToken cancellation) => origin.TryMountAsync(digest, from is MirroredRepository mirrored ? mirrored.Origin : from, cancellation);

    /// <summary>A mirror that fails, lies or lacks something is passed over: the origin decides.</summary>
    private async Task<T> FirstAsync<T>(Func<IOciRepository, Task<T>> ask, Func<T, bool> isEnough)
    {
        foreach (IOciRepository mirror in mirrors)
        {
            try
            {
                T found = await ask(mirror).ConfigureAwait(false);
                if (isEnough(found))
                {
                    return found;
                }
            }
            catch (ComposeException e) when (e.Error.Code.Domain == "Source" && e.Error.Code != ErrorCodes.Source.Offline)
            {
                // The origin is asked next.
            }
        }

        return await ask(origin).ConfigureAwait(false);
    }
}
