using System.Formats.Asn1;
using System.Security.Cryptography;
using Compose.Signing;

namespace Compose.Secrets.Pkcs11;

/// <summary>
/// Tokens of PKCS #11: <c>pkcs11://TOKEN/OBJECT</c> (or <c>hsm://</c>), by labels. A data object or an extractable secret
/// key is a value; with <c>?key</c> the object is a key that signs without leaving the token. A module is code that is loaded
/// into the host, so an address can only choose among those that the host names (<c>?module-path=FILE</c>); the PIN comes
/// from the host, never from an address.
/// </summary>
public sealed class Pkcs11Secrets : ISecretKeyBackend, IDisposable
{
    private const int MaxPin = 256;

    private readonly IReadOnlyList<string> _named;
    private readonly Func<SecretValue?> _pin;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Cryptoki> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), nuint> _sessions = [];
    private readonly Dictionary<(string, string), ComposeError> _refused = [];

    /// <param name="modules">The files of the modules that may be loaded, the first where an address chooses none.</param>
    /// <param name="pin">Gives the PIN; null where the token needs none.</param>
    public Pkcs11Secrets(IReadOnlyList<string> modules, Func<SecretValue?> pin)
    {
        _named = modules;
        _pin = pin;
    }

    /// <summary>As the environment says: <c>PKCS11_MODULE</c> (several with <c>:</c> between), <c>PKCS11_PIN</c> or <c>PKCS11_PIN_FILE</c>.</summary>
    public static Pkcs11Secrets FromEnvironment() => new(
        (Environment.GetEnvironmentVariable("PKCS11_MODULE") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        () => Environment.GetEnvironmentVariable("PKCS11_PIN_FILE") is { Length: > 0 } file ? PinIn(file)
            : Environment.GetEnvironmentVariable("PKCS11_PIN") is { } pin ? SecretValue.Of(pin) : null);

    public string Scheme => "pkcs11";

    public bool IsKey(SecretUri uri) => uri.Query.ContainsKey("key");

    public SecretValue Read(SecretUri uri)
    {
        lock (_lock)
        {
            (Cryptoki module, nuint session, string label) = Session(uri);
            foreach (uint kind in (uint[])[Cryptoki.ClassData, Cryptoki.ClassSecretKey])
            {
                nuint handle = module.FindObject(session, kind, label);
                if (handle != 0)
                {
                    return module.Get(session, handle, Cryptoki.AttributeValue) is { } bytes
                        ? SecretValue.Take(bytes)
                        : throw new ComposeException(ErrorCodes.Secret.WrongKind, $"the object {uri} does not leave the token", hint: "use it as a key: ?key");
                }
            }

            if (module.FindObject(session, Cryptoki.ClassPrivateKey, label) != 0)
            {
                throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{uri} is a private key, which does not leave the token", hint: "use it as a key: ?key");
            }

            throw NotFound(uri);
        }
    }

    public byte[] Sign(SecretUri uri, ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            (Cryptoki module, nuint session, string label) = Session(uri);
            nuint key = module.FindObject(session, Cryptoki.ClassPrivateKey, label);
            if (key == 0)
            {
                throw NotFound(uri);
            }

            switch (KeyType(module, session, key))
            {
                case Cryptoki.KeyEdwards:
                    return module.Sign(session, key, Cryptoki.MechanismEddsa, message);
                case Cryptoki.KeyEc:
                    // Soft tokens sign hashes only; the signature is r and s, half and half.
                    HashAlgorithmName hash = PublicKey(module, session, label, uri).Hash!.Value;
                    byte[] digest = hash == HashAlgorithmName.SHA512 ? SHA512.HashData(message) : hash == HashAlgorithmName.SHA384 ? SHA384.HashData(message) : SHA256.HashData(message);
                    return ToDer(module.Sign(session, key, Cryptoki.MechanismEcdsa, digest));
                case Cryptoki.KeyRsa:
                    return module.Sign(session, key, Cryptoki.MechanismSha256Rsa, message);
                default:
                    throw new ComposeException(ErrorCodes.Secret.WrongKind, $"the key {uri} is not of a kind that signs");
            }
        }
    }

    public bool Verify(SecretUri uri, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => PublicKey(uri).Verify(message, signature);

    public byte[] Hmac(SecretUri uri, ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            (Cryptoki module, nuint session, string label) = Session(uri);
            nuint key = module.FindObject(session, Cryptoki.ClassSecretKey, label);
            return key != 0 ? module.Sign(session, key, Cryptoki.MechanismSha256Hmac, message) : throw NotFound(uri);
        }
    }

    public byte[] Encrypt(SecretUri uri, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated) => throw NoCipher();

    public byte[] Decrypt(SecretUri uri, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated) => throw NoCipher();

    public VerificationKey PublicKey(SecretUri uri)
    {
        lock (_lock)
        {
            (Cryptoki module, nuint session, string label) = Session(uri);
            return PublicKey(module, session, label, uri);
        }
    }

    public void Check(SecretUri uri)
    {
        if (IsKey(uri))
        {
            PublicKey(uri);
        }
        else
        {
            using SecretValue value = Read(uri);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (((string file, _), nuint session) in _sessions)
            {
                _modules[file].Close(session);
            }

            foreach (Cryptoki module in _modules.Values)
            {
                module.Dispose();
            }

            _modules.Clear();
            _sessions.Clear();
        }
    }

    /// <summary>One session for each token, used by one thread at a time: a session has one operation at once.</summary>
    private (Cryptoki Module, nuint Session, string Label) Session(SecretUri uri)
    {
        int slash = uri.Path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == uri.Path.Length - 1)
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} has no token and object", hint: "pkcs11://TOKEN/OBJECT");
        }

        if (uri.Query.Keys.Any(key => key.StartsWith("pin", StringComparison.Ordinal)))
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidUri, "a PIN does not belong into an address, which plans carry", hint: "set PKCS11_PIN_FILE");
        }

        uri.Require("key", "module-path");
        string token = uri.Path[..slash], file = ModuleOf(uri);
        if (_refused.TryGetValue((file, token), out ComposeError? refused))
        {
            // A token locks itself after a few wrong PINs, and ours has not changed since.
            throw new ComposeException(refused);
        }

        if (!_modules.TryGetValue(file, out Cryptoki? module))
        {
            _modules.Add(file, module = Cryptoki.Load(file));
        }

        if (!_sessions.TryGetValue((file, token), out nuint session))
        {
            session = module.Open(module.FindSlot(token));
            try
            {
                using SecretValue? pin = _pin();
                if (pin is not null)
                {
                    module.LogIn(session, pin.Bytes);
                }
            }
            catch (ComposeException e)
            {
                module.Close(session);
                if (e.Error.Code == ErrorCodes.Secret.AccessDenied)
                {
                    _refused.Add((file, token), e.Error);
                }

                throw;
            }

            _sessions.Add((file, token), session);
        }

        return (module, session, uri.Path[(slash + 1)..]);
    }

    private string ModuleOf(SecretUri uri)
    {
        if (!uri.Query.TryGetValue("module-path", out string? chosen))
        {
            return _named.Count > 0 ? _named[0] : throw new ComposeException(ErrorCodes.Secret.InvalidBackend, "no PKCS #11 module is named", hint: "set PKCS11_MODULE");
        }

        return _named.Contains(chosen, StringComparer.Ordinal) ? chosen
            : throw new ComposeException(ErrorCodes.Secret.AccessDenied, $"the address {uri} names a module that this host does not load", hint: "modules are code: name those that may be loaded in PKCS11_MODULE, with ':' between");
    }

    private static SecretValue PinIn(string file)
    {
        using var pin = new PinnedBuffer(MaxPin);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (int read; pin.Length <= MaxPin && (read = stream.Read(pin.GetSpan(MaxPin))) > 0;)
            {
                pin.Advance(read);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"the PIN cannot be read: {e.Message}", hint: "check PKCS11_PIN_FILE");
        }

        ReadOnlySpan<byte> text = pin.Written.TrimEnd("\r\n"u8);
        return text.Length <= MaxPin ? SecretValue.Copy(text)
            : throw new ComposeException(ErrorCodes.Secret.BackendError, $"the file of the PIN has more than {MaxPin} bytes", hint: "check PKCS11_PIN_FILE");
    }

    private static VerificationKey PublicKey(Cryptoki module, nuint session, string label, SecretUri uri)
    {
        nuint handle = module.FindObject(session, Cryptoki.ClassPublicKey, label);
        if (handle == 0)
        {
            throw NotFound(uri);
        }

        uint type = KeyType(module, session, handle);
        if (type == Cryptoki.KeyRsa)
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = module.Get(session, handle, Cryptoki.AttributeModulus), Exponent = module.Get(session, handle, Cryptoki.AttributeExponent) });
            return VerificationKey.FromSpki(rsa.ExportSubjectPublicKeyInfo());
        }

        try
        {
            byte[] point = new AsnReader(module.Get(session, handle, Cryptoki.AttributeEcPoint) ?? [], AsnEncodingRules.BER).ReadOctetString();
            if (type == Cryptoki.KeyEdwards)
            {
                return VerificationKey.FromEd25519(point);
            }

            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                    writer.WriteEncodedValue(module.Get(session, handle, Cryptoki.AttributeEcParams) ?? []);
                }

                writer.WriteBitString(point);
            }

            return VerificationKey.FromSpki(writer.Encode());
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"the public key of {uri} is not one that can be read");
        }
    }

    private static uint KeyType(Cryptoki module, nuint session, nuint key) =>
        module.Get(session, key, Cryptoki.AttributeKeyType) is { Length: >= 4 } type ? BitConverter.ToUInt32(type) : uint.MaxValue;

    private static byte[] ToDer(byte[] pair)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Trimmed(pair.AsSpan(0, pair.Length / 2)));
            writer.WriteIntegerUnsigned(Trimmed(pair.AsSpan(pair.Length / 2)));
        }

        return writer.Encode();
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> number)
    {
        ReadOnlySpan<byte> trimmed = number.TrimStart((byte)0);
        return trimmed.IsEmpty ? number[^1..] : trimmed;
    }

    private static ComposeException NotFound(SecretUri uri) => new(ErrorCodes.Secret.NotFound, $"the token has no object {uri}", hint: "list objects: pkcs11-tool --module MODULE --token-label TOKEN -l -O");

    private static ComposeException NoCipher() => new(ErrorCodes.Secret.WrongKind, "keys of tokens sign and authenticate here; they do not encrypt");
}
