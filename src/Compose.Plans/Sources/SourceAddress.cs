using System.Diagnostics.CodeAnalysis;

namespace Compose.Plans;

/// <summary>
/// Where a component comes from, as a plan writes it: a path, <c>file:…</c>, <c>http(s)://…</c>,
/// <c>oci://host/name:tag</c> or <c>git:URL#TAG[:PATH]</c> (SPEC, "Sources").
/// </summary>
public sealed record SourceAddress(SourceKind Kind, string Text)
{
    private const int MaxLength = 2048;

    /// <summary>The path of a file of this machine; the text itself for everything else.</summary>
    public string Path { get; private init; } = Text;

    /// <summary>True for what names another machine or a registry; a path, even an absolute one, does not.</summary>
    public static bool IsRemote([NotNullWhen(true)] string? source) => SchemeOf(source) is { Length: > 0 } scheme && scheme is not "file";

    /// <summary>Reads a source.</summary>
    /// <param name="text">As written.</param>
    /// <param name="address">The source; null if it is none.</param>
    /// <param name="why">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SourceAddress? address, out string? why)
    {
        (address, why) = text.Length is 0 or > MaxLength || text.Contains('\0', StringComparison.Ordinal) ? (null, "a path or an address is expected") : SchemeOf(text) switch
        {
            "" => (new SourceAddress(SourceKind.Path, text), null),
            "file" => File(text),
            "http" or "https" => Web(text),
            "oci" => text.StartsWith("oci://", StringComparison.Ordinal) && text.Length > "oci://".Length ? (new SourceAddress(SourceKind.Oci, text), null) : Wrong("an artifact is written oci://HOST/NAME:TAG"),
            "git" => Git(text),
            var other => Wrong($"a scheme '{other}' is not fetched"),
        };
        return address is not null;
    }

    /// <summary>The URL, tag and path of a Git source; the path is null where the repository has one component only.</summary>
    public (string Url, string Tag, string? Path) GitParts()
    {
        string rest = Text["git:".Length..];
        int hash = rest.LastIndexOf('#');
        string tag = rest[(hash + 1)..];
        int colon = tag.IndexOf(':', StringComparison.Ordinal);
        return (rest[..hash], colon < 0 ? tag : tag[..colon], colon < 0 ? null : tag[(colon + 1)..]);
    }

    /// <summary>Small letters before a colon; one letter is a drive of Windows.</summary>
    private static string SchemeOf(string? text)
    {
        int colon = text is null ? -1 : text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && text.AsSpan(0, colon).IndexOfAnyExceptInRange('a', 'z') < 0 ? text![..colon] : string.Empty;
    }

    private static (SourceAddress?, string?) File(string text)
    {
        string path = text["file:".Length..];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.IsFile && uri.Host.Length == 0
                ? (new SourceAddress(SourceKind.Path, text) { Path = uri.LocalPath }, null)
                : Wrong("a file of this machine is written file:///PATH or file:PATH");
        }

        return path.Length == 0 ? Wrong("'file:' names no file") : (new SourceAddress(SourceKind.Path, text) { Path = path }, null);
    }

    private static (SourceAddress?, string?) Web(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? (new SourceAddress(SourceKind.Http, text), null)
            : Wrong("an address of the web has a host, and neither credentials nor a fragment");

    private static (SourceAddress?, string?) Git(string text)
    {
        int hash = text.LastIndexOf('#');
        if (hash < 0)
        {
            return Wrong("a Git source needs a tag: git:URL#TAG or git:URL#TAG:PATH");
        }

        var address = new SourceAddress(SourceKind.Git, text);
        (string url, string tag, string? path) = address.GitParts();
        return !IsRef(tag) ? Wrong($"'{tag}' is no tag of Git")
            : path is not null && !IsInner(path) ? Wrong($"'{path}' is no path within a repository")
            : !IsGitUrl(url) ? Wrong("the repository is written https://…, ssh://… or file:///…")
            : (address, null);
    }

    // A host or user that begins with a hyphen would be an option to the programs that git starts.
    private static bool IsGitUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "ssh" or "file" && !uri.UserInfo.Contains(':', StringComparison.Ordinal) && (uri.Scheme == "file" || uri.Host.Length > 0)
        && uri!.Host is not ['-', ..] && uri.UserInfo is not ['-', ..]
        && url.StartsWith(uri.Scheme + "://", StringComparison.Ordinal) && !url.AsSpan().ContainsAnyInRange('\0', ' ');

    private static bool IsRef(string tag)
    {
        foreach (char c in tag)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/' or '+'))
            {
                return false;
            }
        }

        return tag.Length is > 0 and <= 200 && tag[0] is not ('-' or '.' or '/') && tag[^1] is not ('.' or '/') && !tag.Contains("..", StringComparison.Ordinal) && !tag.Contains("//", StringComparison.Ordinal);
    }

    private static bool IsInner(string path)
    {
        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "" or "." or ".." or ".git")
            {
                return false;
            }
        }

        return !path.AsSpan().ContainsAnyInRange('\0', '\u001f') && !path.Contains('\\', StringComparison.Ordinal);
    }

    private static (SourceAddress?, string?) Wrong(string why) => (null, why);
}
