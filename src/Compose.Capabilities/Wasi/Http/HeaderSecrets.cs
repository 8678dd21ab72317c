namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// What goes out in place of values of an outgoing request's fields that hold tokens (<c>std:secrets/bearer</c>), by the
/// text that the guest wrote. It belongs to the one request that is sent and is zeroed when that has gone; it is never a
/// string, which nothing could zero. The guest's own fields keep the tokens. A redirect is another request: its tokens are
/// judged by its own host.
/// </summary>
public sealed class HeaderSecrets : IDisposable
{
    private readonly Dictionary<string, SecretValue> _values = new(StringComparer.Ordinal);

    private HeaderSecrets()
    {
    }

    /// <summary>The octets that a value stands for; false for one that stands for itself.</summary>
    public bool TryGet(ReadOnlySpan<char> written, out ReadOnlySpan<byte> filled)
    {
        bool isFilled = _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(written, out SecretValue? value);
        filled = isFilled ? value!.Bytes : default;
        return isFilled;
    }

    /// <summary>Octets of the longest.</summary>
    public int Longest { get; private set; }

    public void Dispose()
    {
        foreach (SecretValue value in _values.Values)
        {
            value.Dispose();
        }
    }

    /// <summary>Whether a value holds a token.</summary>
    internal static bool AreIn(FieldList fields)
    {
        ReadOnlySpan<byte> prefix = "st_"u8;
        IReadOnlyList<KeyValuePair<string, byte[]>> entries = fields.Entries;
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Value.Length >= SecretToken.Length && entries[i].Value.AsSpan().IndexOf(prefix) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Redeems the tokens in the values of fields.</summary>
    /// <param name="host">Redeems tokens.</param>
    /// <param name="scope">The instance that sends the request.</param>
    /// <param name="target">The host that the request goes to.</param>
    /// <param name="fields">As the guest has them.</param>
    /// <exception cref="ComposeException">A token is none of the instance's, or its secret may not be sent there.</exception>
    internal static HeaderSecrets Of(ISecretHost host, SecretScope scope, string target, FieldList fields)
    {
        var filled = new HeaderSecrets();
        try
        {
            foreach ((_, byte[] value) in fields.Entries)
            {
                string text = TextOf(value);
                if (!filled._values.ContainsKey(text) && host.FillHeader(scope, target, text) is { } secret)
                {
                    filled._values.Add(text, secret);
                    filled.Longest = Math.Max(filled.Longest, secret.Length);
                }
            }

            return filled;
        }
        catch
        {
            filled.Dispose();
            throw;
        }
    }

    /// <summary>The text of a value, each octet a character.</summary>
    internal static string TextOf(byte[] value) => System.Text.Encoding.Latin1.GetString(value);
}
