namespace Compose.Trust;

/// <summary>The repository within an address, as policies and signatures name it.</summary>
internal static class SourceRepository
{
    private const string Scheme = "oci://";

    /// <summary>The repository of an address <c>oci://host/name[:tag][@digest]</c>; null for other addresses.</summary>
    public static string? Of(string? source) => source is not null && source.StartsWith(Scheme, StringComparison.Ordinal) ? OfReference(source[Scheme.Length..]) : null;

    /// <summary><c>host/name</c> without tag and digest; the names that Docker Hub's host has are one.</summary>
    public static string OfReference(string reference)
    {
        string bare = WithoutTag(reference);
        int slash = bare.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? bare : bare[..slash];
        return (host.ToLowerInvariant() is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host.ToLowerInvariant()) + (slash < 0 ? string.Empty : bare[slash..]);
    }

    /// <summary>
    /// An address with scheme and host in small letters, which mean the same in any: else a rule for a registry would not hold
    /// for its name in capitals.
    /// </summary>
    public static string WithSmallHost(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return address;
        }

        int end = address.IndexOf('/', scheme + 3);
        end = end < 0 ? address.Length : end;
        return address.AsSpan(0, end).ContainsAnyInRange('A', 'Z') ? string.Concat(address[..end].ToLowerInvariant(), address.AsSpan(end)) : address;
    }

    /// <summary>An address without its digest and tag.</summary>
    public static string WithoutTag(string address)
    {
        int at = address.IndexOf('@', StringComparison.Ordinal);
        string path = at < 0 ? address : address[..at];
        int colon = path.LastIndexOf(':');
        return colon > path.LastIndexOf('/') ? path[..colon] : path;
    }
}
