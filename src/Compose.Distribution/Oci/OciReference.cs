using System.Diagnostics.CodeAnalysis;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Oci;

/// <summary>
/// The address of an artifact: <c>oci://host[:port]/name[:tag][@sha256:…]</c> in a registry, or
/// <c>oci-layout:folder[:tag][@sha256:…]</c> in an image layout.
/// </summary>
public sealed record OciReference
{
    public const string Scheme = "oci://";
    public const string LayoutScheme = "oci-layout:";

    private const int MaxLength = 1024, MaxRepository = 255, MaxTag = 128;

    private OciReference()
    {
    }

    /// <summary><c>host</c> or <c>host:port</c>; empty for a layout.</summary>
    public string Host { get; private init; } = string.Empty;

    /// <summary>The name of the repository; for a layout its folder.</summary>
    public required string Repository { get; init; }

    public bool IsLayout { get; private init; }

    public string? Tag { get; init; }

    public Digest? Digest { get; init; }

    /// <summary>What is asked for: the digest before the tag; <c>latest</c> without either.</summary>
    public string Wanted => Digest?.ToString() ?? Tag ?? "latest";

    /// <summary>The address without tag and digest.</summary>
    public string Base => IsLayout ? LayoutScheme + Repository : $"{Scheme}{Host}/{Repository}";

    /// <summary>A repository of a registry.</summary>
    public static OciReference Of(string host, string repository, string? tag) => Parse($"{Scheme}{host}/{repository}{(tag is null ? string.Empty : ":" + tag)}");

    /// <summary>Reads an address; one without scheme is a registry's if its first part looks like a host.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidAddress</c>.</exception>
    public static OciReference Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw Invalid(text, "it is too long");
        }

        string rest = text;
        bool isLayout = rest.StartsWith(LayoutScheme, StringComparison.Ordinal);
        if (isLayout)
        {
            rest = rest[LayoutScheme.Length..];
        }
        else if (rest.StartsWith(Scheme, StringComparison.Ordinal))
        {
            rest = rest[Scheme.Length..];
        }
        else if (rest.Contains("://", StringComparison.Ordinal))
        {
            throw Invalid(text, "it has another scheme");
        }

        Digest? digest = null;
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0 && (!isLayout || rest.AsSpan(at + 1).StartsWith(Compose.Digest.Prefix)))
        {
            digest = rest[(at + 1)..].StartsWith(Compose.Digest.Prefix, StringComparison.Ordinal) && Compose.Digest.TryParse(rest[(at + 1)..], out Digest parsed)
                ? parsed
                : throw Invalid(text, "what follows the @ is no digest: sha256: and 64 hexadecimal digits");
            rest = rest[..at];
        }

        string? tag = null;
        int colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/') && !(isLayout && colon == 1 && char.IsAsciiLetter(rest[0])))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!IsTag(tag))
            {
                throw Invalid(text, $"'{CleanText.Of(tag)}' is no tag");
            }
        }

        if (isLayout)
        {
            return rest.Length == 0 || rest.Contains('\0', StringComparison.Ordinal)
                ? throw Invalid(text, "it names no folder")
                : new OciReference { IsLayout = true, Repository = rest, Tag = tag, Digest = digest };
        }

        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? string.Empty : rest[..slash], name = rest[(slash + 1)..];
        if (slash <= 0 || !IsHost(host))
        {
            throw Invalid(text, "it names no registry and repository");
        }

        if (!IsRepository(name))
        {
            throw Invalid(text, $"'{CleanText.Of(name)}' is no name of a repository: small letters, digits, '.', '_' and '-' between slashes");
        }

        return new OciReference { Host = host, Repository = name, Tag = tag, Digest = digest };
    }

    /// <summary>As <see cref="Parse"/> without an exception.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OciReference? reference)
    {
        try
        {
            reference = Parse(text);
            return true;
        }
        catch (ComposeException)
        {
            reference = null;
            return false;
        }
    }

    /// <summary>True for a tag as the distribution specification has it.</summary>
    public static bool IsTag(string text)
    {
        if (text.Length is 0 or > MaxTag || text[0] is '.' or '-')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for the name of a repository as the distribution specification has it.</summary>
    public static bool IsRepository(string text)
    {
        if (text.Length is 0 or > MaxRepository)
        {
            return false;
        }

        foreach (Range part in text.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = text.AsSpan(part);
            if (name.IsEmpty || !IsWord(name[0]) || !IsWord(name[^1]))
            {
                return false;
            }

            for (int i = 1; i < name.Length; i++)
            {
                // Between words stands one dot, one or two underscores, or any number of hyphens.
                bool isFit = name[i] switch
                {
                    '.' => IsWord(name[i - 1]),
                    '_' => IsWord(name[i - 1]) || (name[i - 1] == '_' && IsWord(name[i - 2])),
                    '-' => IsWord(name[i - 1]) || name[i - 1] == '-',
                    _ => IsWord(name[i]),
                };
                if (!isFit)
                {
                    return false;
                }
            }
        }

        return true;

        static bool IsWord(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
    }

    /// <summary>The address with tag and digest.</summary>
    public override string ToString() => Base + (Tag is null ? string.Empty : ":" + Tag) + (Digest is { } digest ? "@" + digest : string.Empty);

    // A word with a dot or port, or localhost: else the first part of `acme/greeter` would be a host.
    private static bool IsHost(string text)
    {
        int colon = text.LastIndexOf(':');
        string name = text;
        if (colon > 0 && !text.EndsWith(']'))
        {
            name = text[..colon];
            if (!ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out ushort port) || port == 0)
            {
                return false;
            }
        }

        if (name is ['[', .., ']'])
        {
            return System.Net.IPAddress.TryParse(name.AsSpan(1, name.Length - 2), out _);
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return name.Length > 0 && name[0] is not ('.' or '-') && name[^1] is not ('.' or '-') && (name != text || name.Contains('.', StringComparison.Ordinal) || name == "localhost");
    }

    private static ComposeException Invalid(string text, string why) =>
        new(ErrorCodes.Source.InvalidAddress, $"'{CleanText.Of(text)}' is no address of an artifact: {why}", hint: "oci://HOST/NAME:TAG, or oci-layout:FOLDER:TAG");
}
