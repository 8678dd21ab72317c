using Compose.Plans;

namespace Compose.Exec;

/// <content>What is not a file of this machine: components in registries, on the web, in Git and in the store.</content>
public sealed partial class ExecLoader
{
    /// <summary>Whether a target is to be loaded by <see cref="LoadAddress"/>; everything else is the path of a file.</summary>
    public static bool IsAddress(string target) => SourceAddress.IsRemote(target) || Digest.TryParse(target, out _);

    /// <summary>
    /// Loads a component or an artifact by address. What was fetched has to be vouched for by the trust policy, whole and in
    /// its parts, as where a plan names it.
    /// </summary>
    /// <param name="address"><c>oci://…</c>, <c>https://…</c>, <c>git:…#TAG</c>, or the <c>sha256:…</c> of a blob.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>, <c>Trust.*</c>, <c>Blob.NotFound</c>; <c>Plan.NotLocked</c> for an
    /// address without a digest where locks are required; all errors of the component.</exception>
    public ExecSubject LoadAddress(string address)
    {
        bool isDigest = Digest.TryParse(address, out Digest digest);
        ReadOnlyMemory<byte> bytes = isDigest ? Stored(digest, address) : Fetched(address);
        bool isFetched = !isDigest || options.BlobOrigins?.FetchedFrom(digest) is not null;
        if (isFetched && !bytes.Span.StartsWith("\0asm"u8))
        {
            // A plan says itself what it is granted: whoever fetched it has to have a look at it first.
            throw new ComposeException(
                ErrorCodes.Source.InvalidArtifact,
                "this is no component, and a plan that was fetched is not run unseen",
                new ErrorLocation { File = address },
                "bring it here with `composectl pull -o FILE`, read it, and run the file");
        }

        return new ExecLoader(isFetched ? options with { Origin = TrustOrigin.Fetched } : options).Load(bytes, address) with { Name = NameIn(address, isDigest), Files = [] };
    }

    private ReadOnlyMemory<byte> Stored(Digest digest, string address) => options.Blobs?.TryGet(digest)
        ?? throw new ComposeException(ErrorCodes.Blob.NotFound, $"no blob {digest} is stored here", new ErrorLocation { File = address }, "`composectl blob list` shows what is");

    private ReadOnlyMemory<byte> Fetched(string address)
    {
        if (!SourceAddress.TryParse(address, out SourceAddress? source, out string? why))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAddress, why!, new ErrorLocation { File = address });
        }

        int at = address.LastIndexOf('@');
        Digest? pinned = at > 0 && Digest.TryParse(address[(at + 1)..], out Digest manifest) ? manifest : null;
        if (options.RequireLock && pinned is null)
        {
            throw new ComposeException(ErrorCodes.Plan.NotLocked, "the address does not say which bytes it stands for", new ErrorLocation { File = address }, "write its digest, as `composectl pull` prints it: …@sha256:…");
        }

        return options.Remote is { } remote
            ? remote.Fetch(source, null, null).Bytes
            : throw new ComposeException(ErrorCodes.Source.Offline, "nothing is fetched here", new ErrorLocation { File = address });
    }

    /// <summary>The last word of an address, without its tag, digest and query: what the guest is told as its name.</summary>
    private static string NameIn(string address, bool isDigest)
    {
        if (isDigest)
        {
            return address;
        }

        int end = address.AsSpan().IndexOfAny("@?#");
        string path = address[..(end < 0 ? address.Length : end)].TrimEnd('/');
        string last = path[(path.LastIndexOf('/') + 1)..];
        int tag = last.IndexOf(':', StringComparison.Ordinal);
        return tag > 0 ? last[..tag] : last;
    }
}
