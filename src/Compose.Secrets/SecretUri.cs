using System.Buffers;

namespace Compose.Secrets;

/// <summary>
/// Where a secret is: <c>SCHEME://PATH?KEY=VALUE#FIELD</c>. Text that is none is never repeated in an error, since it may
/// be a secret that was pasted by mistake.
/// </summary>
public sealed record SecretUri
{
    private static readonly SearchValues<char> s_scheme = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-");

    private SecretUri(string scheme, string path, IReadOnlyDictionary<string, string> query, string? field)
    {
        Scheme = scheme;
        Path = path;
        Query = query;
        Field = field;
    }

    public string Scheme { get; }

    /// <summary>What follows <c>://</c>, decoded.</summary>
    public string Path { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The part after <c>#</c>: one field of a secret that has several; null for none.</summary>
    public string? Field { get; }

    /// <exception cref="ComposeException"><c>Secret.InvalidUri</c>.</exception>
    public static SecretUri Parse(string text)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        if (end <= 0 || text.AsSpan(0, end).ContainsAnyExcept(s_scheme))
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidUri, "the address of a secret is expected, never its value", hint: "SCHEME://PATH, for example env://API_KEY or vault://kv/team/api#key");
        }

        string scheme = text[..end], rest = text[(end + 3)..];
        int hash = rest.IndexOf('#', StringComparison.Ordinal);
        string? field = hash < 0 ? null : Uri.UnescapeDataString(rest[(hash + 1)..]);
        rest = hash < 0 ? rest : rest[..hash];
        int mark = rest.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? rest : rest[..mark];
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in mark < 0 ? [] : rest[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (!query.TryAdd(Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]), equals < 0 ? string.Empty : Uri.UnescapeDataString(pair[(equals + 1)..])))
            {
                throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"a key stands twice in the query of a {scheme}:// address");
            }
        }

        path = Uri.UnescapeDataString(path);
        return path.Length == 0 || field is { Length: 0 } || path.Contains('\0', StringComparison.Ordinal)
            ? throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the {scheme}:// address names nothing")
            : new SecretUri(scheme == "hsm" ? "pkcs11" : scheme, path, query, field);
    }

    /// <summary>Refuses keys of the query that the backend does not know: a misspelt one would be taken for nothing.</summary>
    /// <exception cref="ComposeException"><c>Secret.InvalidUri</c>.</exception>
    public void Require(params ReadOnlySpan<string> known)
    {
        foreach (string key in Query.Keys)
        {
            if (!known.Contains(key))
            {
                // The key itself may be what was pasted by mistake.
                throw new ComposeException(
                    ErrorCodes.Secret.InvalidUri, $"the address {this} has something in its query that {Scheme}:// does not know", hint: known.IsEmpty ? "leave the query out" : "known: " + string.Join(", ", known.ToArray()));
            }
        }
    }

    /// <summary>The address without its query, which may hold a PIN by mistake.</summary>
    public override string ToString() => $"{Scheme}://{Path}{(Field is null ? string.Empty : "#" + Field)}";
}
