using Compose.Store;

namespace Compose.Trust;

/// <summary>Signatures kept in a store by the digest they are about: <c>trust/xx/…/NAME</c>.</summary>
public sealed class StoredEvidence(ContentStore store) : ITrustEvidenceSource
{
    private const int MaxFiles = 64;

    public IReadOnlyList<TrustEvidence> Find(TrustSubject subject)
    {
        var found = new List<TrustEvidence>();
        foreach (string file in FilesOf(subject.Digest))
        {
            found.AddRange(TrustEvidence.Read(file));
        }

        return found;
    }

    /// <summary>Keeps evidence about a digest under a name that its content gives; the same twice is kept once.</summary>
    public string Add(Digest digest, TrustEvidence evidence)
    {
        string folder = FolderOf(digest);
        string path = Path.Combine(folder, Digest.Of(evidence.Bytes.Span).Hex[..16] + evidence.Suffix);
        ContentStore.EnsureFolder(path);
        StoreFile.Write(path, evidence.Bytes.Span);
        return path;
    }

    /// <summary>Everything kept, by digest.</summary>
    public IReadOnlyList<(Digest Digest, string File)> List()
    {
        var found = new List<(Digest, string)>();
        string root = Path.Combine(store.Root, "trust");
        if (!Directory.Exists(root))
        {
            return found;
        }

        foreach (string folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            foreach (string inner in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
            {
                if (Digest.TryParse(Path.GetFileName(folder) + Path.GetFileName(inner), out Digest digest))
                {
                    found.AddRange(FilesOf(digest).Select(file => (digest, file)));
                }
            }
        }

        return found;
    }

    private string[] FilesOf(Digest digest)
    {
        string folder = FolderOf(digest);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(IsEvidence).Order(StringComparer.Ordinal).Take(MaxFiles)]
            : [];
    }

    private static bool IsEvidence(string file) =>
        file.EndsWith(TrustEvidence.BundleSuffix, StringComparison.Ordinal) || file.EndsWith(TrustEvidence.SignatureSuffix, StringComparison.Ordinal) || file.EndsWith(TrustEvidence.ManifestSuffix, StringComparison.Ordinal);

    private string FolderOf(Digest digest)
    {
        string hex = digest.Hex;
        return Path.Combine(store.Root, "trust", hex[..2], hex[2..]);
    }
}
