using System.Security.Cryptography;
using Compose.Engine;
using Compose.Store;

namespace Compose.Exec.Engines;

/// <summary>
/// Machine code in the store's folder: <c>code/xx/…</c> holds the HMAC-SHA-256 of an entry's key and code, then the code;
/// <c>code/key</c> is the secret of this host, readable by its owner alone. An entry whose tag is wrong is a miss: code
/// that others put there is never run.
/// </summary>
public sealed class CodeCache : ICodeCache
{
    private const string KeyName = "key";
    private const int KeyBytes = 32;
    private const int TagBytes = 32;
    private const int MaxEntryBytes = 1 << 30;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;
    private readonly Action<ComposeError>? _onNotice;
    private readonly Lazy<byte[]?> _secret;
    private string? _problem;

    /// <summary>A cache below <paramref name="root"/>; problems are told to <paramref name="onNotice"/> and are misses.</summary>
    public CodeCache(string root, Action<ComposeError>? onNotice)
    {
        _folder = Path.Combine(root, "code");
        _onNotice = onNotice;
        _secret = new(OpenSecret);
    }

    public byte[]? TryGet(Digest key)
    {
        try
        {
            string path = PathOf(key);
            if (!File.Exists(path) || _secret.Value is not { } secret)
            {
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            long length = file.Length - TagBytes;
            if (length is < 1 or > MaxEntryBytes)
            {
                return null;
            }

            Span<byte> tag = stackalloc byte[TagBytes];
            file.ReadExactly(tag);
            byte[] code = GC.AllocateUninitializedArray<byte>((int)length);
            file.ReadExactly(code);
            Span<byte> expected = stackalloc byte[TagBytes];
            Tag(secret, key, code, expected);
            if (CryptographicOperations.FixedTimeEquals(tag, expected))
            {
                ContentStore.MarkUsed(path);
                return code;
            }

            Report($"{path} was not written by this host, or was damaged: it is not used");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
        }

        return null;
    }

    public void Put(Digest key, ReadOnlySpan<byte> code)
    {
        if (code.Length > MaxEntryBytes || _secret.Value is not { } secret)
        {
            return;
        }

        try
        {
            string path = PathOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            byte[] entry = GC.AllocateUninitializedArray<byte>(TagBytes + code.Length);
            Tag(secret, key, code, entry.AsSpan(0, TagBytes));
            code.CopyTo(entry.AsSpan(TagBytes));
            AtomicFile.Write(path, entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
        }
    }

    /// <summary>Whether the cache can be used, for `engine doctor`.</summary>
    public EngineCheck Examine()
    {
        bool isOk = _secret.Value is not null;
        return new EngineCheck("wasmtime", "code cache", isOk, isOk ? _folder : _problem ?? "it cannot be used");
    }

    private static void Tag(byte[] secret, Digest key, ReadOnlySpan<byte> code, Span<byte> tag)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData("compose-code:v1\0"u8);
        hash.AppendData(key.ToArray());
        hash.AppendData(code);
        hash.GetHashAndReset(tag);
    }

    private byte[]? OpenSecret()
    {
        string path = Path.Combine(_folder, KeyName);
        try
        {
            Directory.CreateDirectory(_folder);
            if (!File.Exists(path))
            {
                // However many processes try, it is made once.
                AtomicFile.WriteNew(path, RandomNumberGenerator.GetBytes(KeyBytes));
            }

            // A key that others can read authenticates nothing.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                Report($"{path} can be read or written by others: compiled code is not kept (chmod 600 it, or delete {_folder})");
                return null;
            }

            byte[] secret = File.ReadAllBytes(path);
            if (secret.Length == KeyBytes)
            {
                return secret;
            }

            Report($"{path} is damaged: compiled code is not kept (delete {_folder})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
        }

        return null;
    }

    private string PathOf(Digest key)
    {
        string hex = key.Hex;
        return Path.Combine(_folder, hex[..2], hex[2..]);
    }

    private void Report(string problem)
    {
        if (_problem is null)
        {
            _problem = problem;
            _onNotice?.Invoke(new ComposeError(ErrorCodes.Exec.CacheError, "compiled code cannot be cached: " + problem) { IsWarning = true });
        }
    }
}
