using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Compose.Secrets.Pkcs11;

/// <summary>
/// The part of Cryptoki 2.40 that secrets need, called through the function list of a module. Only
/// <c>C_GetFunctionList</c> is looked up by name. <c>CK_ULONG</c> is a native word on Unix; Windows packs its structures
/// and is not supported.
/// </summary>
internal sealed unsafe class Cryptoki : IDisposable
{
    public const uint ClassData = 0, ClassPublicKey = 2, ClassPrivateKey = 3, ClassSecretKey = 4;
    public const uint AttributeClass = 0, AttributeToken = 1, AttributeLabel = 3, AttributeValue = 0x11, AttributeKeyType = 0x100, AttributeId = 0x102, AttributeEcParams = 0x180, AttributeEcPoint = 0x181, AttributeModulus = 0x120, AttributeExponent = 0x122;
    public const uint KeyRsa = 0, KeyEc = 3, KeyEdwards = 0x40;
    public const uint MechanismEcdsa = 0x1041, MechanismEddsa = 0x1057, MechanismSha256Rsa = 0x40, MechanismSha256Hmac = 0x251;

    private const int Initialize = 0, Finalize = 1, GetSlotList = 4, GetTokenInfo = 6, OpenSession = 12, CloseSession = 13, Login = 18, GetAttributeValue = 24, FindInit = 26, Find = 27, FindFinal = 28, SignInit = 42, SignOnce = 43;
    private const uint RvOk = 0, AlreadyInitialized = 0x191, AlreadyLoggedIn = 0x100;
    private const int TokenInfoSize = 512, VersionSize = 8;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, Cryptoki> s_loaded = new(StringComparer.Ordinal);

    private readonly string _name;
    private readonly nint _library;
    private readonly nint* _functions;
    private bool _isInitializedHere;
    private int _users = 1;

    private Cryptoki(string name, nint library, nint* functions)
    {
        _name = name;
        _library = library;
        _functions = functions;
    }

    /// <summary>
    /// Loads and initialises a module; each call is matched by one of <see cref="Dispose"/>. A module is initialised once for
    /// a process, so all who use it here share it: whoever was done first would end it for the others.
    /// </summary>
    /// <exception cref="ComposeException"><c>Secret.BackendError</c>.</exception>
    public static Cryptoki Load(string module)
    {
        lock (s_lock)
        {
            if (s_loaded.TryGetValue(module, out Cryptoki? loaded))
            {
                loaded._users++;
                return loaded;
            }

            loaded = LoadNew(module);
            s_loaded.Add(module, loaded);
            return loaded;
        }
    }

    private static Cryptoki LoadNew(string module)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidBackend, "PKCS #11 modules are not supported on Windows");
        }

        if (!NativeLibrary.TryLoad(module, out nint library) || !NativeLibrary.TryGetExport(library, "C_GetFunctionList", out nint entry))
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"{module} is no PKCS #11 module that can be loaded", hint: "name the module's file: PKCS11_MODULE");
        }

        byte* list = null;
        Require(((delegate* unmanaged[Cdecl]<byte**, nuint>)entry)(&list), "C_GetFunctionList");
        var cryptoki = new Cryptoki(module, library, (nint*)(list + VersionSize));

        // CK_C_INITIALIZE_ARGS: four callbacks, flags CKF_OS_LOCKING_OK, reserved.
        nuint* arguments = stackalloc nuint[6];
        new Span<nuint>(arguments, 6).Clear();
        arguments[4] = 2;
        nuint result = ((delegate* unmanaged[Cdecl]<void*, nuint>)cryptoki._functions[Initialize])(arguments);
        if (result != AlreadyInitialized)
        {
            Require(result, "C_Initialize");
            cryptoki._isInitializedHere = true;
        }

        return cryptoki;
    }

    /// <summary>The slot whose token has a label: slot numbers of soft tokens are random.</summary>
    public nuint FindSlot(string label)
    {
        nuint count = 0;
        var list = (delegate* unmanaged[Cdecl]<byte, nuint*, nuint*, nuint>)_functions[GetSlotList];
        Require(list(1, null, &count), "C_GetSlotList");
        var slots = new nuint[Math.Min((int)count, 1024)];
        byte* info = stackalloc byte[TokenInfoSize];
        fixed (nuint* target = slots)
        {
            count = (nuint)slots.Length;
            Require(list(1, target, &count), "C_GetSlotList");
            for (int i = 0; i < (int)count; i++)
            {
                if (((delegate* unmanaged[Cdecl]<nuint, byte*, nuint>)_functions[GetTokenInfo])(target[i], info) == RvOk
                    && System.Text.Encoding.UTF8.GetString(info, 32).TrimEnd(' ') == label)
                {
                    return target[i];
                }
            }
        }

        throw new ComposeException(ErrorCodes.Secret.NotFound, $"no slot has a token with the label '{label}'", hint: "list tokens: pkcs11-tool --module MODULE -L");
    }

    public nuint Open(nuint slot)
    {
        nuint session = 0;
        const nuint Serial = 4;
        Require(((delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint>)_functions[OpenSession])(slot, Serial, null, null, &session), "C_OpenSession");
        return session;
    }

    public void Close(nuint session) => ((delegate* unmanaged[Cdecl]<nuint, nuint>)_functions[CloseSession])(session);

    /// <summary>Logs the user in; the login belongs to the token as a whole and is done once.</summary>
    public void LogIn(nuint session, ReadOnlySpan<byte> pin)
    {
        fixed (byte* bytes = pin)
        {
            nuint result = ((delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint>)_functions[Login])(session, 1, bytes, (nuint)pin.Length);
            if (result != AlreadyLoggedIn)
            {
                Require(result, "C_Login");
            }
        }
    }

    /// <summary>The first object of a class with a label; 0 if there is none.</summary>
    public nuint FindObject(nuint session, uint @class, string label)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(label);
        nuint kind = @class;
        fixed (byte* text = name)
        {
            Attribute* template = stackalloc Attribute[2];
            template[0] = new Attribute(AttributeClass, &kind, (nuint)sizeof(nuint));
            template[1] = new Attribute(AttributeLabel, text, (nuint)name.Length);
            Require(((delegate* unmanaged[Cdecl]<nuint, Attribute*, nuint, nuint>)_functions[FindInit])(session, template, 2), "C_FindObjectsInit");
        }

        nuint found = 0, count = 0;
        try
        {
            Require(((delegate* unmanaged[Cdecl]<nuint, nuint*, nuint, nuint*, nuint>)_functions[Find])(session, &found, 1, &count), "C_FindObjects");
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<nuint, nuint>)_functions[FindFinal])(session);
        }

        return count == 0 ? 0 : found;
    }

    /// <summary>An attribute in a pinned array that the caller zeroes; null if the object does not give it.</summary>
    public byte[]? Get(nuint session, nuint handle, uint attribute)
    {
        var get = (delegate* unmanaged[Cdecl]<nuint, nuint, Attribute*, nuint, nuint>)_functions[GetAttributeValue];
        var template = new Attribute(attribute, null, 0);
        if (get(session, handle, &template, 1) != RvOk || template.Length > int.MaxValue)
        {
            return null;
        }

        byte[] bytes = GC.AllocateArray<byte>((int)template.Length, pinned: true);
        fixed (byte* target = bytes)
        {
            template.Value = target;
            if (get(session, handle, &template, 1) == RvOk && template.Length <= (nuint)bytes.Length)
            {
                // It may have become shorter since its length was asked.
                return template.Length == (nuint)bytes.Length ? bytes : Shorter(bytes, (int)template.Length);
            }
        }

        CryptographicOperations.ZeroMemory(bytes);
        return null;
    }

    private static byte[] Shorter(byte[] bytes, int length)
    {
        byte[] cut = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        bytes.AsSpan(0, length).CopyTo(cut);
        CryptographicOperations.ZeroMemory(bytes);
        return cut;
    }

    /// <summary>Signs once with a key of the token.</summary>
    public byte[] Sign(nuint session, nuint key, uint mechanism, ReadOnlySpan<byte> data)
    {
        var what = new Attribute(mechanism, null, 0);
        Require(((delegate* unmanaged[Cdecl]<nuint, Attribute*, nuint, nuint>)_functions[SignInit])(session, &what, key), "C_SignInit");
        var signature = new byte[1024];
        nuint length = (nuint)signature.Length;
        fixed (byte* input = data, output = signature)
        {
            Require(((delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint>)_functions[SignOnce])(session, input, (nuint)data.Length, output, &length), "C_Sign");
        }

        return signature[..(int)length];
    }

    public void Dispose()
    {
        lock (s_lock)
        {
            if (--_users == 0)
            {
                s_loaded.Remove(_name);
                Unload();
            }
        }
    }

    private void Unload()
    {
        // Whoever initialised it before us still needs it.
        if (!_isInitializedHere)
        {
            return;
        }

        ((delegate* unmanaged[Cdecl]<void*, nuint>)_functions[Finalize])(null);
        NativeLibrary.Free(_library);
    }

    private static void Require(nuint result, string function)
    {
        if (result == RvOk)
        {
            return;
        }

        (ErrorCode code, string what) = (uint)result switch
        {
            0xa0 => (ErrorCodes.Secret.AccessDenied, "the PIN is wrong; after a few tries a token locks itself"),
            0xa4 => (ErrorCodes.Secret.AccessDenied, "the token is locked"),
            0x101 => (ErrorCodes.Secret.AccessDenied, "the user is not logged in"),
            0x68 => (ErrorCodes.Secret.WrongKind, "the key may not be used for this"),
            0x70 => (ErrorCodes.Secret.WrongKind, "the token does not have the mechanism"),
            0xe0 => (ErrorCodes.Secret.NotFound, "the token is not there"),
            _ => (ErrorCodes.Secret.BackendError, $"the token answers 0x{(uint)result:x}"),
        };
        throw new ComposeException(code, $"PKCS #11: {what} ({function})");
    }

    /// <summary><c>CK_ATTRIBUTE</c>; <c>CK_MECHANISM</c> has the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attribute(nuint type, void* value, nuint length)
    {
        public nuint Type = type;
        public void* Value = value;
        public nuint Length = length;
    }
}
