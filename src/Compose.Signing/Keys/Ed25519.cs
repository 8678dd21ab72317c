namespace Compose.Signing;

/// <summary>
/// Ed25519 (RFC 8032 §5.1) by OpenSSL. Verification is OpenSSL's: cofactorless, S below the group order, the encoding
/// of R compared byte for byte; keys of small order are not refused, which signatures under a key that a policy names
/// do not depend on.
/// </summary>
public static unsafe class Ed25519
{
    /// <summary>Bytes of a seed and of a public key.</summary>
    public const int KeySize = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    /// <summary>True if the library behind it is there.</summary>
    public static bool IsAvailable => OpenSsl.IsAvailable;

    /// <summary>The public key of a seed.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = KeyHandle.Private(seed);
        var bytes = new byte[KeySize];
        nuint length = KeySize;
        fixed (byte* target = bytes)
        {
            return OpenSsl.EVP_PKEY_get_raw_public_key(key.Value, target, &length) == 1 && length == KeySize ? bytes : throw Failed();
        }
    }

    /// <summary>Signs a message with a seed.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = KeyHandle.Private(seed);
        var signature = new byte[SignatureSize];
        nint context = OpenSsl.EVP_MD_CTX_new();
        try
        {
            nuint length = SignatureSize;
            fixed (byte* target = signature, data = message)
            {
                bool isDone = OpenSsl.EVP_DigestSignInit(context, null, 0, 0, key.Value) == 1
                    && OpenSsl.EVP_DigestSign(context, target, &length, data, (nuint)message.Length) == 1;
                return isDone && length == SignatureSize ? signature : throw Failed();
            }
        }
        finally
        {
            OpenSsl.EVP_MD_CTX_free(context);
        }
    }

    /// <summary>True if the signature of the message is the key's.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeySize || signature.Length != SignatureSize)
        {
            return false;
        }

        using var key = KeyHandle.Public(publicKey);
        if (key.Value == 0)
        {
            OpenSsl.ERR_clear_error();
            return false;
        }

        nint context = OpenSsl.EVP_MD_CTX_new();
        try
        {
            fixed (byte* sig = signature, data = message)
            {
                bool isValid = OpenSsl.EVP_DigestVerifyInit(context, null, 0, 0, key.Value) == 1
                    && OpenSsl.EVP_DigestVerify(context, sig, SignatureSize, data, (nuint)message.Length) == 1;
                if (!isValid)
                {
                    // The error queue of the thread belongs to the framework's own calls, too.
                    OpenSsl.ERR_clear_error();
                }

                return isValid;
            }
        }
        finally
        {
            OpenSsl.EVP_MD_CTX_free(context);
        }
    }

    private static ComposeException Failed()
    {
        OpenSsl.ERR_clear_error();
        return new ComposeException(ErrorCodes.Trust.BackendError, "OpenSSL could not use the Ed25519 key");
    }

    private readonly ref struct KeyHandle
    {
        private KeyHandle(nint value) => Value = value;

        public nint Value { get; }

        public static KeyHandle Private(ReadOnlySpan<byte> seed)
        {
            OpenSsl.Require();
            fixed (byte* bytes = seed)
            {
                nint key = seed.Length == KeySize ? OpenSsl.EVP_PKEY_new_raw_private_key(OpenSsl.Ed25519, 0, bytes, KeySize) : 0;
                return key == 0 ? throw Failed() : new KeyHandle(key);
            }
        }

        public static KeyHandle Public(ReadOnlySpan<byte> key)
        {
            OpenSsl.Require();
            fixed (byte* bytes = key)
            {
                return new KeyHandle(OpenSsl.EVP_PKEY_new_raw_public_key(OpenSsl.Ed25519, 0, bytes, KeySize));
            }
        }

        public void Dispose()
        {
            if (Value != 0)
            {
                OpenSsl.EVP_PKEY_free(Value);
            }
        }
    }
}
