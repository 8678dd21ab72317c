using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compose.Trust.Git;

/// <summary>Objects of Git in their binary form (gitformat-pack(5), git-hash-object(1)): what they are called, and what they name.</summary>
internal static class GitObjects
{
    private const int MaxHeader = 4096;

    /// <summary>The name of an object: the hash of its type, size and content.</summary>
    public static string NameOf(HashAlgorithmName hash, string type, ReadOnlySpan<byte> content)
    {
        // SHA-1 is what most repositories are made of; Git detects known ways to make two objects of one name when it fetches.
        using var name = IncrementalHash.CreateHash(hash);
        name.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0")));
        name.AppendData(content);
        return Convert.ToHexStringLower(name.GetHashAndReset());
    }

    /// <summary>The value of a header line, which must stand next: <c>tree HEX</c>.</summary>
    /// <param name="content">The object from that line on; moved behind it.</param>
    /// <param name="key">The key.</param>
    public static string? Header(ref ReadOnlySpan<byte> content, ReadOnlySpan<byte> key)
    {
        int end = content[..Math.Min(content.Length, MaxHeader)].IndexOf((byte)'\n');
        if (end <= key.Length || !content.StartsWith(key) || content[key.Length] != ' ')
        {
            return null;
        }

        string value = Encoding.UTF8.GetString(content[(key.Length + 1)..end]);
        content = content[(end + 1)..];
        return value;
    }

    /// <summary>The entry of a tree; null if it has none, or several of that name.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="name">The name of the entry.</param>
    /// <param name="nameLength">Bytes of an object's name: 20 or 32.</param>
    /// <returns>The mode in octal, and the object's name.</returns>
    public static (string Mode, string Name)? Entry(ReadOnlySpan<byte> tree, string name, int nameLength)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        (string, string)? found = null;
        while (!tree.IsEmpty)
        {
            int space = tree.IndexOf((byte)' '), zero = tree.IndexOf((byte)0);
            if (space is < 1 or > 7 || zero <= space || tree.Length < zero + 1 + nameLength)
            {
                return null;
            }

            if (tree[(space + 1)..zero].SequenceEqual(wanted))
            {
                if (found is not null)
                {
                    return null;
                }

                found = (Encoding.ASCII.GetString(tree[..space]), Convert.ToHexStringLower(tree.Slice(zero + 1, nameLength)));
            }

            tree = tree[(zero + 1 + nameLength)..];
        }

        return found;
    }
}
