using Compose.Exec.Engines;

namespace Compose.Exec.Tests;

/// <summary>Cached machine code is only run if this host wrote it.</summary>
public sealed class CodeCacheTests : IDisposable
{
    private static readonly Digest s_key = Digest.Of("key"u8);
    private readonly string _root = Directory.CreateTempSubdirectory("code-cache").FullName;
    private readonly List<ComposeError> _notices = [];

    private string Entry => Directory.GetFiles(Path.Combine(_root, "code", s_key.Hex[..2])).Single();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Entry_OfThisHost_ComesBack()
    {
        Cache().Put(s_key, "code"u8);

        Assert.Equal("code"u8, Cache().TryGet(s_key)!);
        Assert.Null(Cache().TryGet(Digest.Of("other"u8)));
        Assert.Empty(_notices);
    }

    [Fact]
    public void Key_IsReadableByItsOwnerAlone()
    {
        Cache().Put(s_key, "code"u8);
        string path = Path.Combine(_root, "code", "key");

        Assert.Equal(32, new FileInfo(path).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Entry_ChangedInAnyByte_IsAMissAndIsTold()
    {
        Cache().Put(s_key, "code"u8);
        byte[] whole = File.ReadAllBytes(Entry);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            File.WriteAllBytes(Entry, changed);
            Assert.Null(Cache().TryGet(s_key));
        }

        Assert.Equal(whole.Length, _notices.Count);
        Assert.All(_notices, notice => Assert.True(notice.IsWarning && notice.Code == ErrorCodes.Exec.CacheError));
    }

    [Fact]
    public void Entry_PlantedFromAnotherHostOrKey_IsAMiss()
    {
        string other = Directory.CreateTempSubdirectory("code-cache-other").FullName;
        new CodeCache(other, null).Put(s_key, "evil"u8);
        Cache().Put(s_key, "code"u8);
        File.Copy(Directory.GetFiles(Path.Combine(other, "code", s_key.Hex[..2])).Single(), Entry, overwrite: true);
        Directory.Delete(other, recursive: true);

        Assert.Null(Cache().TryGet(s_key));

        // An authentic entry under another key is no better.
        Digest second = Digest.Of("second"u8);
        Cache().Put(second, "evil"u8);
        File.Copy(Directory.GetFiles(Path.Combine(_root, "code", second.Hex[..2])).Single(path => Path.GetFileName(path) == second.Hex[2..]), Path.Combine(_root, "code", s_key.Hex[..2], s_key.Hex[2..]), overwrite: true);
        Assert.Null(Cache().TryGet(s_key));
    }

    [Fact]
    public void Key_ThatOthersCanRead_IsNotUsed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Cache().Put(s_key, "code"u8);
        File.SetUnixFileMode(Path.Combine(_root, "code", "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Null(Cache().TryGet(s_key));
        Cache().Put(Digest.Of("second"u8), "code"u8);
        Assert.Contains("read or written by others", _notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatCannotBeMade_CachesNothing()
    {
        File.WriteAllText(Path.Combine(_root, "code"), "in the way");

        Cache().Put(s_key, "code"u8);

        Assert.Null(Cache().TryGet(s_key));
        Assert.NotEmpty(_notices);
        File.Delete(Path.Combine(_root, "code"));
    }

    private CodeCache Cache() => new(_root, _notices.Add);
}
