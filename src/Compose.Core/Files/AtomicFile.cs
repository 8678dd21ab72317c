using System.Runtime.InteropServices;

namespace Compose;

/// <summary>Writes files whole or not at all: to a temporary name beside, then renamed.</summary>
public static partial class AtomicFile
{
    /// <summary>How temporary names end.</summary>
    public const string Suffix = ".tmp";

    // NAME.xxxxxxxx.xxx.tmp
    private const int RandomLength = 12;

    /// <summary>Writes the bytes under <paramref name="path"/>; its folder must exist.</summary>
    /// <param name="path">The file, which is replaced if it is there.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="toDisk">Whether the content is brought to the disk before the file gets its name.</param>
    /// <exception cref="IOException">It could not be written; nothing is left behind.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise, for want of permission.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool toDisk = true) => Write(path, bytes, overwrite: true, toDisk);

    /// <summary>Writes a file that only its owner may read, unless there is one already, which then stays.</summary>
    /// <exception cref="IOException">It could not be written; nothing is left behind.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise, for want of permission.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: false, toDisk: true);

    /// <summary>A name beside a file that no other writer has, and that <see cref="IsTemporary"/> knows again.</summary>
    public static string TemporaryBeside(string path) => path + "." + Path.GetRandomFileName() + Suffix;

    /// <summary>Whether a name is one of <see cref="TemporaryBeside"/>: a left-over, where its writer was killed.</summary>
    public static bool IsTemporary(ReadOnlySpan<char> name)
    {
        int dot = name.Length - Suffix.Length - RandomLength - 1;
        return dot > 0 && name.EndsWith(Suffix, StringComparison.Ordinal) && name[dot] == '.'
            && name[dot + 1 + 8] == '.' && !name.Slice(dot + 1, 8).Contains('.') && !name.Slice(dot + 1 + 9, 3).Contains('.');
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite, bool toDisk)
    {
        string temporary = TemporaryBeside(path);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!overwrite && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(temporary, options))
            {
                file.Write(bytes);
                file.Flush(toDisk);
            }

            if (overwrite || OperatingSystem.IsWindows() || !TryLink(temporary, path))
            {
                File.Move(temporary, path, overwrite);
            }
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            TryDelete(temporary);
        }
        catch (IOException failure)
        {
            TryDelete(temporary);
            throw new IOException(Told(failure, temporary, path), failure.HResult);
        }
        catch (UnauthorizedAccessException failure)
        {
            TryDelete(temporary);
            throw new UnauthorizedAccessException(Told(failure, temporary, path), failure);
        }
    }

    /// <summary>
    /// Gives a file its name unless another has it: the framework's move looks first and then renames, so that of two writers
    /// at once both would have theirs. False where the file system knows no links.
    /// </summary>
    /// <exception cref="IOException">There is a file already.</exception>
    private static bool TryLink(string temporary, string path)
    {
        const int AlreadyExists = 17;
        if (Link(temporary, path) == 0)
        {
            File.Delete(temporary);
            return true;
        }

        return Marshal.GetLastPInvokeError() == AlreadyExists ? throw new IOException($"the file '{path}' already exists") : false;
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    // The temporary name means nothing to anyone.
    private static string Told(Exception failure, string temporary, string path) => failure.Message.Replace(temporary, path, StringComparison.Ordinal);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell; a left-over temporary file harms nothing.
        }
    }
}
