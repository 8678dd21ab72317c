using System.Security.Cryptography;
using System.Text;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// Puts secrets where an outgoing request's fields hold tokens (<c>std:secrets/bearer</c>). The copy that is filled belongs
/// to the one request that is sent, and is zeroed when that has gone out; the guest's own fields keep the tokens. A redirect
/// is another request: its tokens are judged by its own host.
/// </summary>
internal static class SecretFields
{
    /// <summary>Whether a value holds a token.</summary>
    public static bool HaveToken(FieldList fields)
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

    /// <summary>A copy of the fields with each token in their values replaced.</summary>
    /// <param name="host">Redeems tokens.</param>
    /// <param name="scope">The instance that sends the request.</param>
    /// <param name="target">The host that the request goes to.</param>
    /// <param name="fields">As the guest has them.</param>
    /// <exception cref="ComposeException">A token is none of the instance's, or its secret may not be sent there.</exception>
    public static FieldList Fill(ISecretHost host, SecretScope scope, string target, FieldList fields)
    {
        var filled = new FieldList();
        try
        {
            foreach ((string name, byte[] value) in fields.Entries)
            {
                filled.Append(name, Filled(host, scope, target, value));
            }
        }
        catch
        {
            Zero(filled);
            throw;
        }

        return filled;
    }

    /// <summary>Forgets what was filled in.</summary>
    public static void Zero(FieldList filled)
    {
        foreach ((_, byte[] value) in filled.Entries)
        {
            CryptographicOperations.ZeroMemory(value);
        }
    }

    private static byte[] Filled(ISecretHost host, SecretScope scope, string target, byte[] value)
    {
        string text = Encoding.Latin1.GetString(value);
        if (SecretToken.Find(text, 0, out _) < 0)
        {
            return [.. value];
        }

        using SecretValue filled = host.FillHeader(scope, target, text)
            ?? throw new ComposeException(ErrorCodes.Secret.InvalidToken, "the token is not one of this instance");
        return filled.Bytes.ToArray();
    }
}
