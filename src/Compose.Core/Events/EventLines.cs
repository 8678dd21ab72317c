using System.Buffers;

namespace Compose;

/// <summary>
/// Writes events to a stream, one line of JSON each and one write a line, so that several programs may append to one
/// file. Owns the stream. A stream that fails is given up; <see cref="Failure"/> tells why.
/// </summary>
public sealed class EventLines(Stream stream) : IEventSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new(512);

    /// <summary>Why the stream was given up; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Opens a file to append to; the folder is made if it is missing.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static EventLines Append(string path) => new(new AppendedFile(path));

    public void Emit(ComposeEvent happened)
    {
        if (Failure is not null)
        {
            return;
        }

        _line.ResetWrittenCount();
        EventJson.Write(_line, happened);
        _line.Write("\n"u8);
        try
        {
            stream.Write(_line.WrittenSpan);
            stream.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            Failure = failure;
        }
    }

    public void Dispose() => stream.Dispose();
}
