using System.Text;

namespace Compose.Store;

/// <content>What keeps blobs alive: pins, references of tenants, and entries of the emit cache.</content>
public sealed partial class ContentStore
{
    private const int MaxPinName = 200;

    /// <summary>Gives a blob a name that keeps it; the name moves if it was another blob's.</summary>
    /// <exception cref="ComposeException"><c>Blob.NotFound</c>, <c>Generic.InvalidInput</c> for a name that is no name.</exception>
    public void Pin(string name, Digest digest)
    {
        if (Check(digest) != BlobState.Present)
        {
            throw new ComposeException(ErrorCodes.Blob.NotFound, $"{digest} is not in the store {Root}", null, "put it there: composectl blob put FILE");
        }

        WriteSmall(PathOf("pins", name), digest + "\n");
    }

    /// <summary>Removes a pin; false if there was none.</summary>
    public bool Unpin(string name) => Remove(PathOf("pins", name));

    /// <summary>All pins by name.</summary>
    public IReadOnlyList<(string Name, Digest Digest)> Pins()
    {
        var pins = new List<(string, Digest)>();
        foreach (string file in Files("pins"))
        {
            if (TryRead(file) is { } entry && KeyedBlobs.DigestIn(entry) is { } digest)
            {
                pins.Add((Path.GetFileName(file), digest));
            }
        }

        pins.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return pins;
    }

    /// <summary>What keeps a blob, in words: <c>pin NAME</c>, <c>tenant NAME</c>, <c>emit cache</c>.</summary>
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

        return uses;
    }

    /// <summary>Names of tenants that hold something.</summary>
    public IReadOnlyList<string> Tenants()
    {
        string root = Path.Combine(Root, "tenants");
        return Directory.Exists(root) ? [.. Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];
    }

    internal IEnumerable<string> Files(string folder)
    {
        string root = Path.Combine(Root, folder);
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)) : [];
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
