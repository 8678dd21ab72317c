using System.Globalization;
using System.Text;
using System.Text.Json;
using Compose.Signing;

namespace Compose.Secrets.Vault;

/// <content>Keys of the Transit engine, which sign, authenticate and encrypt where they are.</content>
public sealed partial class VaultSecrets
{
    public byte[] Sign(SecretUri uri, ReadOnlySpan<byte> message)
    {
        using VaultBody request = Signed(uri, message);
        return FromVault(Transit(uri, "sign", request, "signature"));
    }

    public bool Verify(SecretUri uri, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        string version = uri.Query.TryGetValue("version", out string? named) ? named : LatestVersion(uri);
        using VaultBody request = Signed(uri, message).Text("signature", $"vault:v{version}:{Convert.ToBase64String(signature)}");
        return Transit(uri, "verify", request, "valid") == "true";
    }

    public byte[] Hmac(SecretUri uri, ReadOnlySpan<byte> message)
    {
        using VaultBody request = new VaultBody().Base64("input", message).Text("algorithm", "sha2-256");
        return FromVault(Transit(uri, "hmac", request, "hmac"));
    }

    public byte[] Encrypt(SecretUri uri, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        using VaultBody request = With(new VaultBody().Base64("plaintext", plaintext), associated);
        return Encoding.ASCII.GetBytes(Transit(uri, "encrypt", request, "ciphertext"));
    }

    public byte[] Decrypt(SecretUri uri, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated)
    {
        if (ciphertext.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, "the ciphertext is none of Transit's", hint: "vault:v1:…, as encrypting gave it");
        }

        using VaultBody request = With(new VaultBody().Text("ciphertext", ciphertext), associated);
        return FromVault(Transit(uri, "decrypt", request, "plaintext"));
    }

    /// <inheritdoc/>
    public VerificationKey PublicKey(SecretUri uri)
    {
        using VaultAnswer facts = KeyFacts(uri, out JsonElement data);
        string version = uri.Query.TryGetValue("version", out string? named) ? named : data.GetProperty("latest_version").GetRawText();
        if (!data.TryGetProperty("keys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Object
            || !keys.TryGetProperty(version, out JsonElement key) || key.Text("public_key") is not { } written)
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{uri} has no public key in version {version}");
        }

        // PEM, or for Ed25519 the bare key in base64.
        if (data.Text("type") != "ed25519")
        {
            return KeyFiles.ReadPublic(Encoding.ASCII.GetBytes(written));
        }

        var raw = new byte[Ed25519.KeySize];
        return Convert.TryFromBase64String(written, raw, out int length) && length == raw.Length
            ? VerificationKey.FromEd25519(raw)
            : throw NotTransit();
    }

    private string Transit(SecretUri uri, string operation, VaultBody body, string answer)
    {
        (string mount, string name) = KeyOf(uri);
        if (operation is not "verify" and not "decrypt" && uri.Query.TryGetValue("version", out string? version))
        {
            body.Number("key_version", int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the version of {uri} is no number"));
        }

        using VaultAnswer answered = _client.Send(HttpMethod.Post, $"{mount}/{operation}/{name}", body);
        return answered.IsOk && answered.Object("data") is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(answer, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
            : throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no key {uri}");
    }

    private string LatestVersion(SecretUri uri)
    {
        using VaultAnswer facts = KeyFacts(uri, out JsonElement data);
        return data.GetProperty("latest_version").GetRawText();
    }

    /// <summary>What Transit tells of a key: its type, versions and public keys.</summary>
    private VaultAnswer KeyFacts(SecretUri uri, out JsonElement data)
    {
        (string mount, string name) = KeyOf(uri);
        VaultAnswer answer = _client.Send(HttpMethod.Get, $"{mount}/keys/{name}");
        try
        {
            data = answer.Object("data");
            if (answer.IsOk && data.ValueKind != default && data.TryGetProperty("latest_version", out _))
            {
                _types[uri.Path] = data.Text("type") ?? string.Empty;
                return answer;
            }
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        answer.Dispose();
        throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no key {uri}");
    }

    /// <summary>A request about a signature: Vault hashes with SHA-256 unless told, and keys on larger curves have a hash of their own size.</summary>
    private VaultBody Signed(SecretUri uri, ReadOnlySpan<byte> message)
    {
        if (!_types.TryGetValue(uri.Path, out string? type))
        {
            KeyFacts(uri, out _).Dispose();
            type = _types[uri.Path];
        }

        return new VaultBody()
            .Base64("input", message)
            .Text("hash_algorithm", type switch { "ecdsa-p384" => "sha2-384", "ecdsa-p521" => "sha2-512", _ => "sha2-256" })
            .Text("marshaling_algorithm", "asn1")
            .Text("signature_algorithm", "pkcs1v15");
    }

    private static VaultBody With(VaultBody body, ReadOnlySpan<byte> associated) => associated.IsEmpty ? body : body.Base64("associated_data", associated);

    private static byte[] FromVault(string text)
    {
        // vault:v1:BASE64, or BASE64 alone.
        int colon = text.LastIndexOf(':');
        try
        {
            return Convert.FromBase64String(text[(colon + 1)..]);
        }
        catch (FormatException)
        {
            throw NotTransit();
        }
    }

    private static ComposeException NotTransit() => new(ErrorCodes.Secret.BackendError, "Vault's answer is not one of the Transit engine");

    private static (string Mount, string Name) KeyOf(SecretUri uri)
    {
        (string mount, string path) = Split(uri);
        return path.StartsWith("keys/", StringComparison.Ordinal)
            ? (mount, path["keys/".Length..])
            : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} names no key of Transit", hint: "vault://MOUNT/keys/NAME?engine=transit");
    }
}
