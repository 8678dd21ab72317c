using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Compose.Plans;
using Compose.Store;
using Compose.Trust;
using Compose.Trust.Git;

namespace Compose.Distribution.Sources;

/// <summary>
/// Fetches components by address, verified, and keeps them in the store as fetched with their signatures. Bytes that the
/// lock file names and the store has are not fetched again.
/// </summary>
public sealed class RemoteSources : IRemoteSources, IDisposable
{
    private readonly ContentStore _store;
    private readonly OciSession _session;
    private readonly HttpTransport _web;

    /// <param name="store">Where everything fetched is kept.</param>
    /// <param name="session">Registries; it belongs to the caller.</param>
    public RemoteSources(ContentStore store, OciSession session)
    {
        _store = store;
        _session = session;
        _web = new HttpTransport(session.Options.Transfer, session.Options.Handler) { Progress = session.Options.Progress };
    }

    /// <inheritdoc/>
    public FetchedSource Fetch(SourceAddress source, Digest? expected, LockedSource? locked)
    {
        if (expected is { } digest && locked is not null && _store.TryGet(digest) is { } known)
        {
            return new FetchedSource(known, locked);
        }

        return source.Kind switch
        {
            SourceKind.Http => Web(source, expected),
            SourceKind.Oci => Artifact(source, expected, locked),
            SourceKind.Git => Git(source, expected),
            _ => throw new ComposeException(ErrorCodes.Source.InvalidAddress, $"'{CleanText.Of(source.Text)}' is not fetched"),
        };
    }

    public void Dispose() => _web.Dispose();

    private FetchedSource Web(SourceAddress source, Digest? expected)
    {
        byte[] bytes = _web.DownloadAsync(new Uri(source.Text), expected, CancellationToken.None).GetAwaiter().GetResult();
        return new FetchedSource(bytes, new LockedSource(_store.PutFetched(bytes, source.Text), bytes.Length));
    }

    private FetchedSource Artifact(SourceAddress source, Digest? expected, LockedSource? locked)
    {
        var reference = OciReference.Parse(source.Text);

        // The manifest that was locked is found whatever its tag names by now.
        string wanted = locked?.Manifest is { } manifest && locked.Digest == expected ? manifest.ToString() : reference.Wanted;
        PulledArtifact pulled = ArtifactPuller.PullAsync(_session.Open(reference), wanted, withSignatures: true).GetAwaiter().GetResult();
        if (pulled.Kind != ArtifactKind.Wasm)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{pulled.Address} is no component", hint: "a component has the layer application/wasm alone; composectl pull fetches everything else");
        }

        if (expected is { } digest && pulled.Main.Descriptor.Digest != digest)
        {
            throw HttpTransport.Mismatch(reference.ToString(), digest, pulled.Main.Descriptor.Digest);
        }

        ArtifactShelf.Keep(_store, pulled);
        return new FetchedSource(pulled.Main.Bytes, new LockedSource(pulled.Main.Descriptor.Digest, pulled.Main.Descriptor.Size) { Manifest = pulled.Descriptor.Digest });
    }

    private FetchedSource Git(SourceAddress source, Digest? expected)
    {
        _session.Options.Progress?.Invoke(new TransferProgress(CleanText.Of(source.Text), TransferStep.Fetching, 0, null));
        (ReadOnlyMemory<byte> bytes, GitTagProof proof) = new GitFetcher(_web).Fetch(source);
        if (expected is { } digest && Digest.Of(bytes.Span) is var actual && actual != digest)
        {
            throw HttpTransport.Mismatch(CleanText.Of(source.Text), digest, actual);
        }

        _session.Options.Progress?.Invoke(new TransferProgress(CleanText.Of(source.Text), TransferStep.Fetched, bytes.Length, bytes.Length));
        Digest kept = _store.PutFetched(bytes.Span, source.Text);
        new StoredEvidence(_store).Add(kept, new TrustEvidence(source.Text, proof.Encode(), IsBundle: false));
        return new FetchedSource(bytes, new LockedSource(kept, bytes.Length) { Commit = proof.CommitName });
    }
}
