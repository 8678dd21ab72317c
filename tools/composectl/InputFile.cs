namespace Compose.CommandLine;

/// <summary>Reads inputs and writes outputs of verbs: <c>-</c> is standard input or output; files are never written half.</summary>
internal static partial class InputFile
{
    /// <summary>Largest input that is read whole: a component may have 256 MiB.</summary>
    private const long MaxBytes = 256L << 20;

    public static byte[] Read(string path)
    {
        if (path == "-")
        {
            using var memory = new MemoryStream();
            using Stream input = Console.OpenStandardInput();
            var buffer = new byte[81920];
            for (int n; (n = input.Read(buffer)) > 0;)
            {
                memory.Write(buffer, 0, n);
                Check(memory.Length, "standard input");
            }

            return memory.ToArray();
        }

        var file = new FileInfo(path);
        if (Directory.Exists(path))
        {
            throw Unreadable(path, "it is a folder");
        }

        if (!file.Exists)
        {
            ComposeException? address = null;
            ExplainAddress(path, ref address);
            throw address ?? Unreadable(path, "there is no such file");
        }

        Check(file.Length, path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure.Message);
        }
    }

    /// <summary>Writes a whole file under a temporary name beside it, flushes it and renames it; <c>-</c> is standard output.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (path == "-")
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(bytes);
            output.Flush();
            return;
        }

        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            AtomicFile.Write(full, bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} cannot be written: {failure.Message}", null, "check the path and the permissions");
        }
    }

    private static void Check(long length, string name)
    {
        if (length > MaxBytes)
        {
            throw new ComposeException(ErrorCodes.Generic.LimitExceeded, $"{name} has more than {MaxBytes >> 20} MiB");
        }
    }

    private static ComposeException Unreadable(string path, string why) =>
        new(ErrorCodes.Generic.InvalidInput, $"{path} cannot be read: {why}", null, "check the path");

    /// <summary>Says that an address was given where a file is expected; a program that knows no addresses leaves it out.</summary>
    static partial void ExplainAddress(string path, ref ComposeException? failure);
}
