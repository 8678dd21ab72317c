namespace Compose.Capabilities.Files;

/// <summary>An open file of any kind but a directory. No operation blocks for longer than a disk takes.</summary>
public interface IFile : IFileNode
{
    /// <summary>
    /// Reads at an offset (of a pipe: whatever comes next). A count of 0 is the end;
    /// <see cref="FileError.WouldBlock"/> says that a pipe has nothing yet.
    /// </summary>
    FileError Read(Span<byte> buffer, ulong offset, out int count);

    /// <summary>Writes at an offset (of a pipe: next); may write less than all.</summary>
    FileError Write(ReadOnlySpan<byte> bytes, ulong offset, out int count);

    /// <summary>Writes at the end, wherever that is at the time; may write less than all.</summary>
    FileError Append(ReadOnlySpan<byte> bytes, out int count);

    FileError SetSize(ulong size);

    FileError Advise(ulong offset, ulong length, Advice advice);

    /// <summary>Whether a read (or write) would not answer <see cref="FileError.WouldBlock"/>.</summary>
    bool IsReady(bool forWrite);

    /// <summary>Ends when <see cref="IsReady"/> may have become true.</summary>
    ValueTask WaitAsync(bool forWrite, CancellationToken cancellation);
}
