using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Compose.Signing.Ssh;

/// <summary>
/// Public keys as SSH writes them (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4): Ed25519, ECDSA on P-256, P-384 or P-521, RSA.
/// Keys of security tokens (<c>sk-…</c>) and certificates are not read.
/// </summary>
public static class SshPublicKey
{
    private const string Ed25519Type = "ssh-ed25519", RsaType = "ssh-rsa", EcdsaPrefix = "ecdsa-sha2-";

    /// <summary>True if a word could begin a key in text: the name of a type, of those that are not read too.</summary>
    public static bool IsType(ReadOnlySpan<char> word) => word.StartsWith("ssh-") || word.StartsWith("ecdsa-sha2-") || word.StartsWith("sk-");

    /// <summary>A key as a line of text has it: <c>TYPE BASE64</c>.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>.</exception>
    public static VerificationKey Parse(string type, string base64)
    {
        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, "the SSH key is not base64");
        }

        var reader = new SshReader(blob, ErrorCodes.Trust.InvalidKey);
        string within = reader.Name();
        return within == type ? Read(blob, ErrorCodes.Trust.InvalidKey) : throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the SSH key is called {type} and is a {within}");
    }

    /// <summary>A key in its binary form.</summary>
    /// <param name="blob">The whole key.</param>
    /// <param name="code">The code of errors of its form; a key that is well-formed and not accepted is <c>Trust.InvalidKey</c>.</param>
    /// <exception cref="ComposeException">It is cut, of another type, on a wrong curve, or too short.</exception>
    public static VerificationKey Read(ReadOnlySpan<byte> blob, ErrorCode code)
    {
        var reader = new SshReader(blob, code);
        string type = reader.Name();
        VerificationKey key;
        if (type == Ed25519Type)
        {
            key = VerificationKey.FromEd25519(reader.Bytes());
        }
        else if (type == RsaType)
        {
            ReadOnlySpan<byte> exponent = reader.Bytes(), modulus = reader.Bytes();
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                WriteNumber(writer, modulus, code);
                WriteNumber(writer, exponent, code);
            }

            key = VerificationKey.FromRsaPublicKey(writer.Encode());
        }
        else if (CurveOf(type) is { } curve)
        {
            string named = reader.Name();
            ReadOnlySpan<byte> point = reader.Bytes();
            int size = point.Length / 2;
            if (EcdsaPrefix + named != type || point is not [4, ..] || point.Length != (2 * size) + 1)
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the SSH key of the type {type} has a point that is none of its curve");
            }

            key = OfPoint(curve, point.Slice(1, size), point[(1 + size)..]);
        }
        else
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"SSH keys of the type {type} are not supported", null, "use ssh-ed25519, ecdsa-sha2-nistp256, -nistp384, -nistp521 or ssh-rsa");
        }

        reader.End();
        return key;
    }

    /// <summary>The name by which SSH shows a key: <c>SHA256:</c> and the hash of its binary form in base64 without padding.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> blob) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');

    /// <summary>Writes an <c>mpint</c> as a DER integer.</summary>
    internal static void WriteNumber(AsnWriter writer, ReadOnlySpan<byte> number, ErrorCode code)
    {
        try
        {
            writer.WriteInteger(number);
        }
        catch (ArgumentException)
        {
            throw new ComposeException(code, "the SSH data is not well-formed: a number is not in its shortest form");
        }
    }

    private static ECCurve? CurveOf(string type) => type switch
    {
        EcdsaPrefix + "nistp256" => ECCurve.NamedCurves.nistP256,
        EcdsaPrefix + "nistp384" => ECCurve.NamedCurves.nistP384,
        EcdsaPrefix + "nistp521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static VerificationKey OfPoint(ECCurve curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        try
        {
            using var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() } });
            return VerificationKey.FromSpki(ec.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException e)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the SSH key cannot be used: {e.Message}");
        }
    }
}
