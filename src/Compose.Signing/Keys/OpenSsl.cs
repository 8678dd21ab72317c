using System.Reflection;
using System.Runtime.InteropServices;

namespace Compose.Signing;

/// <summary>
/// The few functions of OpenSSL's libcrypto that Ed25519 needs. The framework itself needs the library on Linux, so it
/// is no further dependency there; it has no Ed25519 of its own.
/// </summary>
internal static unsafe partial class OpenSsl
{
    /// <summary><c>NID_ED25519</c>.</summary>
    public const int Ed25519 = 1087;

    private const string Library = "compose-libcrypto";

    private static readonly string[] s_names =
        ["libcrypto.so.3", "libcrypto.so", "libcrypto.3.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];

    private static readonly Lazy<nint> s_handle = new(Load);

    static OpenSsl() => NativeLibrary.SetDllImportResolver(typeof(OpenSsl).Assembly, Resolve);

    /// <summary>True if the library is there.</summary>
    public static bool IsAvailable => s_handle.Value != 0;

    /// <exception cref="ComposeException"><c>Trust.BackendError</c>: the library is not there.</exception>
    public static void Require()
    {
        if (!IsAvailable)
        {
            throw new ComposeException(ErrorCodes.Trust.BackendError, "Ed25519 needs OpenSSL 3, and libcrypto is not here", hint: "install OpenSSL 3, or use an ECDSA key");
        }
    }

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_raw_public_key(nint key, byte* bytes, nuint* length);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    public static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSignInit(nint context, nint* keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSign(nint context, byte* signature, nuint* signatureLength, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerifyInit(nint context, nint* keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerify(nint context, byte* signature, nuint signatureLength, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial void ERR_clear_error();

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? s_handle.Value : 0;

    private static nint Load()
    {
        foreach (string name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle) && NativeLibrary.TryGetExport(handle, "EVP_DigestVerify", out _))
            {
                return handle;
            }
        }

        return 0;
    }
}
