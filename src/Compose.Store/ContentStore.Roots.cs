using System.Text;

namespace Compose.Store;

/// <content>What keeps blobs alive: pins, references of tenants, lock files of plans, and entries of caches.</content>
public sealed partial class ContentStore
{
    private const int MaxPinName = 200, MaxPinEntry = 160, MaxLockFile = 4 << 20, MaxPath = 16 << 10;

    private const string LockFolder = "locks";

    /// <summary>Gives a blob a name that keeps it; the name moves if it was another blob's.</summary>
    /// <exception cref="ComposeException"><c>Blob.NotFound</c>, <c>Generic.InvalidInput</c> for a name that is no name.</exception>
    public void Pin(string name, Digest digest)
    {
        if (Check(digest) != BlobState.Present)
        {
            throw new ComposeException(ErrorCodes.Blob.NotFound, $"{digest} is not in the store {Root}", null, "put it there: composectl blob put FILE");
        }

        WriteSmall(PathOf("pins", name), digest + "\n");

        // A collector that had read the pins before may be about to take it.
        if (!TryHold(PathOf(digest)))
        {
            Remove(PathOf("pins", name));
            throw new ComposeException(ErrorCodes.Blob.NotFound, $"{digest} was collected while it was pinned", null, "put it again: composectl blob put FILE --pin NAME");
        }
    }

    /// <summary>Removes a pin; false if there was none.</summary>
    public bool Unpin(string name) => Remove(PathOf("pins", name));

    /// <summary>
    /// Keeps every blob that a lock file names, as it is when a collection looks, for as long as the file is there. What
    /// prevents that is told (<see cref="OnProblem"/>) and no more: it must not fail the work that uses the plan.
    /// </summary>
    /// <param name="lockFile">The file.</param>
    public void Keep(string lockFile)
    {
        string file = Path.GetFullPath(lockFile), path = LockPath(file);
        try
        {
            if (!File.Exists(path))
            {
                WriteSmall(path, file + "\n");
            }
        }
        catch (ComposeException e)
        {
            OnProblem?.Invoke(e.Error with { IsWarning = true });
        }
    }

    /// <summary>Lets go of what a lock file names; false if it was not kept.</summary>
    public bool Release(string lockFile) => Remove(LockPath(Path.GetFullPath(lockFile)));

    /// <summary>The lock files that keep blobs, by path.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>: one is there and cannot be read, so what it needs is not known.</exception>
    public IReadOnlyList<LockRoot> Locks()
    {
        var locks = new List<LockRoot>();
        foreach (string entry in Files(LockFolder))
        {
            if (TryRead(entry, MaxPath) is { } text && Encoding.UTF8.GetString(text).TrimEnd('\n') is var file && Path.IsPathRooted(file) && LockPath(file) == entry)
            {
                byte[]? content = Directory.Exists(file) ? null : TryRead(file, MaxLockFile);
                locks.Add(new LockRoot(file, content is null ? [] : DigestsIn(content), content is null));
            }
        }

        locks.Sort((a, b) => string.CompareOrdinal(a.File, b.File));
        return locks;
    }

    /// <summary>All pins by name.</summary>
    public IReadOnlyList<(string Name, Digest Digest)> Pins()
    {
        var pins = new List<(string, Digest)>();
        foreach (string file in Files("pins"))
        {
            if (TryRead(file, MaxPinEntry) is { } entry && KeyedBlobs.DigestIn(entry) is { } digest)
            {
                pins.Add((Path.GetFileName(file), digest));
            }
        }

        pins.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return pins;
    }

    /// <summary>What keeps a blob, in words: <c>pin NAME</c>, <c>tenant NAME</c>, <c>lock file PATH</c>.</summary>
    public IReadOnlyList<string> UsesOf(Digest digest)
    {
        var uses = new List<string>();
        foreach ((string name, Digest pinned) in Pins())
        {
            if (pinned == digest)
            {
                uses.Add("pin " + name);
            }
        }

        foreach (string tenant in Tenants())
        {
            if (new TenantBlobs(this, tenant).Holds(digest))
            {
                uses.Add("tenant " + tenant);
            }
        }

        foreach (LockRoot root in Locks())
        {
            if (root.Digests.Contains(digest))
            {
                uses.Add("lock file " + root.File);
            }
        }

        return uses;
    }

    /// <summary>Every digest that a text names, in whatever format: a lock file of another version keeps its blobs, too.</summary>
    internal static IReadOnlyList<Digest> DigestsIn(ReadOnlySpan<byte> text)
    {
        const int Length = 7 + (2 * Digest.Size);
        var found = new List<Digest>();
        for (int at; (at = text.IndexOf("sha256:"u8)) >= 0 && text.Length - at >= Length; text = text[(at + Digest.Prefix.Length)..])
        {
            if (Digest.TryParse(Encoding.ASCII.GetString(text.Slice(at, Length)), out Digest digest))
            {
                found.Add(digest);
            }
        }

        return found;
    }

    private string LockPath(string file) => Path.Combine(Root, LockFolder, Digest.Of(Encoding.UTF8.GetBytes(file)).Hex);

    /// <summary>Names of tenants that hold something.</summary>
    public IReadOnlyList<string> Tenants()
    {
        string root = Path.Combine(Root, "tenants");
        return Directory.Exists(root) ? [.. Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];
    }

    // A link in the store leads nowhere: what it points to is not the store's to list, and not to delete.
    internal static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    internal IEnumerable<string> Files(string folder)
    {
        string root = Path.Combine(Root, folder);
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", s_everything).Where(file => !file.EndsWith(AtomicFile.Suffix, StringComparison.Ordinal)) : [];
    }

    internal static void WriteSmall(string path, string text)
    {
        EnsureFolder(path);
        StoreFile.Write(path, Encoding.UTF8.GetBytes(text));
    }

    internal static bool Remove(string path)
    {
        try
        {
            bool isThere = File.Exists(path);
            File.Delete(path);
            return isThere;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{path} could not be removed");
        }
    }

    /// <summary>The path of something named by a user or tenant: the name never leaves its folder.</summary>
    public string PathOf(string folder, string name)
    {
        bool isName = name.Length is > 0 and <= MaxPinName && name[0] != '.';
        foreach (char c in name)
        {
            isName &= char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@';
        }

        return isName
            ? Path.Combine(Root, folder, name)
            : throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"'{name}' cannot be a name in the store", hint: $"letters, digits, '.', '_', '-' and '@', at most {MaxPinName}, not '.' first");
    }
}
