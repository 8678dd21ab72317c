using System.Globalization;

namespace Compose.Exec;

/// <summary>
/// Keeps recordings as files of a folder, <c>00000001.jsonl</c> and on in the order in which the runs began; a file has its
/// name when it is whole. Names that are taken already are passed over, so that a folder may be used again.
/// </summary>
public sealed class RecordingFolder : IRecordingSink
{
    private readonly string _path;
    private long _last;

    /// <exception cref="ComposeException">The folder cannot be made or read.</exception>
    public RecordingFolder(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(_path);
            foreach (string file in Directory.EnumerateFiles(_path, "*.jsonl"))
            {
                if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                {
                    _last = Math.Max(_last, number);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} cannot hold recordings: {failure.Message}", null, "name a folder that can be written to");
        }
    }

    public Stream Begin(out long run)
    {
        run = Interlocked.Increment(ref _last);
        return new FileStream(Scratch(run), FileMode.Create, FileAccess.Write, FileShare.Read, 16_384);
    }

    public void End(long run, Stream recording, Digest digest)
    {
        recording.Dispose();
        File.Move(Scratch(run), NameOf(run) + ".jsonl");
    }

    public void Abandon(long run, Stream recording)
    {
        recording.Dispose();
        File.Delete(Scratch(run));
    }

    private string NameOf(long run) => Path.Combine(_path, run.ToString("D8", CultureInfo.InvariantCulture));

    private string Scratch(long run) => NameOf(run) + ".part";
}
