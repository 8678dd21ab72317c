using System.Globalization;
using Compose.Canonical;

namespace Compose.Signing;

/// <summary>
/// Typed access to the JSON of bundles, roots and statements: absent and null are the same, a value of another type is
/// an error with the error code of the document.
/// </summary>
internal readonly struct TrustJson(JsonNode node, ErrorCode code, string path)
{
    public string Path => path;

    public bool IsObject => node.Kind == JsonKind.Object;

    public static TrustJson Parse(ReadOnlySpan<byte> utf8, ErrorCode code, int maxBytes, string? file = null)
    {
        try
        {
            return new TrustJson(JsonReader.Read(utf8, new CborLimits(maxBytes, 32), file), code, string.Empty).Object();
        }
        catch (ComposeException e) when (e.Error.Code != code)
        {
            throw new ComposeException(e.Error with { Code = code });
        }
    }

    /// <summary>The member, or null if it is absent or null.</summary>
    public TrustJson? Get(string name)
    {
        for (int i = 0; i < node.Names.Count; i++)
        {
            if (node.Names[i].Text == name)
            {
                return node.Items[i].Kind == JsonKind.Null ? null : new TrustJson(node.Items[i], code, Join(name));
            }
        }

        return null;
    }

    public TrustJson Require(string name) => Get(name) ?? throw Fail($"'{Join(name)}' is missing");

    public TrustJson Object() => node.Kind == JsonKind.Object ? this : throw Fail($"an object is expected at '{path}'");

    public IReadOnlyList<TrustJson> Items(string name)
    {
        if (Get(name) is not { } list)
        {
            return [];
        }

        return list.Items();
    }

    public IReadOnlyList<TrustJson> Items()
    {
        if (node.Kind != JsonKind.Array)
        {
            throw Fail($"a list is expected at '{path}'");
        }

        var items = new TrustJson[node.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new TrustJson(node.Items[i], code, $"{path}[{i}]");
        }

        return items;
    }

    public IEnumerable<(string Name, TrustJson Value)> Members()
    {
        for (int i = 0; i < node.Names.Count; i++)
        {
            yield return (node.Names[i].Text, new TrustJson(node.Items[i], code, Join(node.Names[i].Text)));
        }
    }

    public string Text() => node.Kind == JsonKind.String ? node.Text : throw Fail($"a text is expected at '{path}'");

    public string? Text(string name) => Get(name)?.Text();

    public string RequireText(string name) => Require(name).Text();

    /// <summary>Standard base64, with padding.</summary>
    public byte[] Bytes()
    {
        string text = Text();
        try
        {
            return text.AsSpan().ContainsAny(" \t\r\n") ? throw Fail($"'{path}' is not base64") : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Fail($"'{path}' is not base64");
        }
    }

    public byte[] RequireBytes(string name) => Require(name).Bytes() is { Length: > 0 } bytes ? bytes : throw Fail($"'{Join(name)}' is empty");

    /// <summary>An integer as protobuf writes it, as text or number; 0 where it is absent. Never negative.</summary>
    public long Integer(string name)
    {
        if (Get(name) is not { } value)
        {
            return 0;
        }

        return value.Integer();
    }

    public long Integer() =>
        node.Kind is JsonKind.String or JsonKind.Number
            && long.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Fail($"a number that is not negative is expected at '{path}'");

    public bool Boolean(string name) => Get(name) is { } value && value.Boolean();

    public bool Boolean() => node.Kind switch { JsonKind.True => true, JsonKind.False => false, _ => throw Fail($"true or false is expected at '{path}'") };

    /// <summary>An RFC 3339 instant.</summary>
    public DateTimeOffset Instant() =>
        DateTimeOffset.TryParseExact(Text(), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant)
            ? instant
            : throw Fail($"'{path}' is not a time such as 2026-01-31T12:00:00Z");

    public ComposeException Fail(string message) =>
        new(code, message, node.Line > 0 ? ErrorLocation.AtLine(null, node.Line, node.Column, path.Length == 0 ? null : path) : null);

    private string Join(string name) => path.Length == 0 ? name : path + "." + name;
}
