using Microsoft.Win32.SafeHandles;

namespace Compose.Capabilities.Files.Portable;

/// <summary>An open file of a folder of the host.</summary>
internal sealed class PortableFile(string path, SafeFileHandle handle) : PortableNode(path, NodeType.RegularFile), IFile
{
    public FileError Read(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        try
        {
            count = RandomAccess.Read(handle, buffer, (long)offset);
            return FileError.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return FileError.Io;
        }
    }

    public FileError Write(ReadOnlySpan<byte> bytes, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        try
        {
            RandomAccess.Write(handle, bytes, (long)offset);
            count = bytes.Length;
            return FileError.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return PortableErrors.Try(() => throw failure);
        }
    }

    public FileError Append(ReadOnlySpan<byte> bytes, out int count) => Write(bytes, (ulong)RandomAccess.GetLength(handle), out count);

    public FileError SetSize(ulong size) => size > long.MaxValue
        ? FileError.FileTooLarge
        : PortableErrors.Try(() => RandomAccess.SetLength(handle, (long)size));

    public FileError Advise(ulong offset, ulong length, Advice advice) =>
        offset > long.MaxValue || length > long.MaxValue ? FileError.Invalid : FileError.None;

    public override FileError Sync(bool dataOnly) => PortableErrors.Try(() => RandomAccess.FlushToDisk(handle));

    public bool IsReady(bool forWrite) => true;

    public ValueTask WaitAsync(bool forWrite, CancellationToken cancellation) => ValueTask.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        handle.Dispose();
        base.Dispose(disposing);
    }
}
