using System.Buffers;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>What may stand in the parts of an HTTP message (RFC 9110, RFC 3986).</summary>
public static class HttpSyntax
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> s_scheme =
        SearchValues.Create("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> s_authority =
        SearchValues.Create("-._~!$&'()*+,;=:@[]%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Fields that only the host sets, since they belong to the connection.</summary>
    private static readonly HashSet<string> s_forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "transfer-encoding", "upgrade",
    };

    /// <summary>A token: a field name or a method.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_token);

    /// <summary>A field value: no control character but a tab.</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> value)
    {
        foreach (byte octet in value)
        {
            if ((octet < 0x20 && octet != '\t') || octet == 0x7f)
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsForbidden(string name) => s_forbidden.Contains(name);

    public static bool IsScheme(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && !text.AsSpan().ContainsAnyExcept(s_scheme);

    public static bool IsAuthority(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_authority);

    /// <summary>A path with query: printable ASCII without a space or a fragment.</summary>
    public static bool IsPath(string text)
    {
        foreach (char letter in text)
        {
            if (letter is <= ' ' or >= '\x7f' or '#')
            {
                return false;
            }
        }

        return true;
    }
}
