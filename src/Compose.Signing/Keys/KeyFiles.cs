using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Compose.Signing;

/// <summary>Reads and writes keys and certificates as files: PEM, or DER where that is unambiguous.</summary>
public static class KeyFiles
{
    private const int MaxBytes = 1 << 20;

    /// <summary>A public key from PEM (<c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c>, <c>CERTIFICATE</c>) or DER.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>.</exception>
    public static VerificationKey ReadPublic(ReadOnlySpan<byte> bytes, string? file = null)
    {
        if (!TryPem(bytes, file, out string label, out byte[] der))
        {
            return VerificationKey.FromSpki(bytes);
        }

        return label switch
        {
            "PUBLIC KEY" => VerificationKey.FromSpki(der),
            "RSA PUBLIC KEY" => VerificationKey.FromRsaPublicKey(der),
            "CERTIFICATE" => CertificateKey(der, file),
            _ when label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) => throw Invalid("it is a private key", file, "give the public key"),
            _ => throw Invalid($"it holds {label}", file),
        };
    }

    /// <summary>A private key from PEM PKCS #8; an encrypted one needs its password.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>.</exception>
    public static SigningKey ReadPrivate(ReadOnlySpan<byte> bytes, string? password, string? file = null)
    {
        if (!TryPem(bytes, file, out string label, out byte[] der))
        {
            throw Invalid("it is not PEM", file);
        }

        try
        {
            switch (label)
            {
                case "PRIVATE KEY":
                    return SigningKey.FromPkcs8(der);
                case "ENCRYPTED PRIVATE KEY" when password is null:
                    throw Invalid("it is encrypted", file, "put the password into COMPOSE_KEY_PASSWORD");
                case "ENCRYPTED PRIVATE KEY":
                    byte[] plain = Pkcs8PrivateKeyInfo.DecryptAndDecode(password, der, out _).Encode();
                    try
                    {
                        return SigningKey.FromPkcs8(plain);
                    }
                    finally
                    {
                        CryptographicOperations.ZeroMemory(plain);
                    }

                case "EC PRIVATE KEY":
                    using (var ec = ECDsa.Create())
                    {
                        ec.ImportECPrivateKey(der, out _);
                        return SigningKey.FromPkcs8(ec.ExportPkcs8PrivateKey());
                    }

                case "PUBLIC KEY" or "CERTIFICATE":
                    throw Invalid($"it holds a {label.ToLowerInvariant()}", file, "give the private key");
                default:
                    throw Invalid($"it holds {label}", file, "convert it: openssl pkcs8 -topk8 -nocrypt");
            }
        }
        catch (CryptographicException)
        {
            // The library's own message may tell more of the content than it should.
            throw Invalid("it cannot be decrypted or decoded", file);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>All certificates of a PEM file, in order, or the one of a DER file.</summary>
    public static IReadOnlyList<X509Certificate2> ReadCertificates(ReadOnlySpan<byte> bytes, string? file = null)
    {
        var found = new List<X509Certificate2>();
        try
        {
            if (bytes.Length > 0 && bytes[0] == 0x30)
            {
                found.Add(X509CertificateLoader.LoadCertificate(bytes));
                return found;
            }

            string text = Encoding.UTF8.GetString(bytes);
            ReadOnlySpan<char> rest = text;
            while (PemEncoding.TryFind(rest, out PemFields fields))
            {
                if (rest[fields.Label].SequenceEqual("CERTIFICATE"))
                {
                    found.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
                }

                rest = rest[fields.Location.End..];
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the certificate cannot be read: {e.Message}", new ErrorLocation { File = file });
        }

        return found.Count > 0 ? found : throw new ComposeException(ErrorCodes.Trust.InvalidKey, "there is no certificate in the file", new ErrorLocation { File = file }, "give PEM: -----BEGIN CERTIFICATE-----");
    }

    /// <summary>Certificates of a bundle, in order; the caller disposes of them.</summary>
    internal static List<X509Certificate2> ReadChain(IReadOnlyList<byte[]> ders)
    {
        var chain = new List<X509Certificate2>(ders.Count);
        try
        {
            foreach (byte[] der in ders)
            {
                chain.Add(X509CertificateLoader.LoadCertificate(der));
            }

            return chain;
        }
        catch (CryptographicException e)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the bundle's certificate cannot be read: {e.Message}");
        }
    }

    /// <summary>A public key as PEM.</summary>
    public static string PublicPem(VerificationKey key) => PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo) + "\n";

    /// <summary>The bytes of a small file that a policy or a command line names.</summary>
    /// <exception cref="ComposeException"><c>Trust.BackendError</c>.</exception>
    public static byte[] ReadFile(string path, int maxBytes = MaxBytes)
    {
        try
        {
            var info = new FileInfo(path);
            return info.Length <= maxBytes ? File.ReadAllBytes(path) : throw new ComposeException(ErrorCodes.Generic.LimitExceeded, $"{path} has {info.Length} bytes; at most {maxBytes} are read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComposeException(ErrorCodes.Trust.BackendError, $"{path} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", null, "check the path");
        }
    }

    private static VerificationKey CertificateKey(byte[] der, string? file)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return VerificationKey.Of(certificate);
        }
        catch (CryptographicException e)
        {
            throw Invalid(e.Message, file);
        }
    }

    private static bool TryPem(ReadOnlySpan<byte> bytes, string? file, out string label, out byte[] der)
    {
        label = string.Empty;
        der = [];
        if (bytes.Length > MaxBytes)
        {
            throw Invalid("the file is too large for a key", file);
        }

        if (!PemEncoding.TryFindUtf8(bytes, out PemFields fields))
        {
            return false;
        }

        // Never as a string, which could not be zeroed; pinned, so that the collector leaves no copy behind.
        label = Encoding.ASCII.GetString(bytes[fields.Label]);
        der = GC.AllocateUninitializedArray<byte>(fields.DecodedDataLength, pinned: true);
        if (Base64.DecodeFromUtf8(bytes[fields.Base64Data], der, out _, out int written) != OperationStatus.Done || written != der.Length)
        {
            throw Invalid("its base64 is damaged", file);
        }

        return true;
    }

    private static ComposeException Invalid(string why, string? file, string? hint = null) =>
        new(ErrorCodes.Trust.InvalidKey, $"the key cannot be used: {why}", new ErrorLocation { File = file }, hint ?? "give a PEM key of Ed25519, ECDSA or RSA");
}
