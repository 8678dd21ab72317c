using Compose.Engine;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr;

/// <summary>
/// The content of a memory as a file that is only in memory: mapped copy-on-write where a memory is to begin so, and
/// mapped once for reading, to restore single pages from. Shared by all memories that begin alike.
/// </summary>
internal sealed unsafe class MemoryImage
{
    private readonly int _file;
    private readonly byte* _view;

    private MemoryImage(int file, byte* view, ulong bytes)
    {
        _file = file;
        _view = view;
        Bytes = bytes;
    }

    ~MemoryImage()
    {
        if (Bytes > 0)
        {
            AddressSpace.Release(_view, Bytes);
        }

        MemoryPages.CloseFile(_file);
    }

    /// <summary>Its length, whole pages.</summary>
    public ulong Bytes { get; }

    /// <summary>An image of these bytes, without the pages of zeros; null where the system has no such files.</summary>
    public static MemoryImage? Of(byte* content, ulong bytes)
    {
        int file = MemoryPages.CreateFile(bytes);
        if (file < 0)
        {
            return null;
        }

        byte* view = bytes == 0 ? null : MemoryPages.MapFile(file, null, bytes, MemoryPages.FileView.Read);
        bool isWritten = bytes == 0 || view is not null;
        ulong page = (ulong)Environment.SystemPageSize;
        for (ulong at = 0; isWritten && at < bytes; at += page)
        {
            var each = new ReadOnlySpan<byte>(content + at, (int)page);
            isWritten = !each.ContainsAnyExcept((byte)0) || MemoryPages.WriteFile(file, each, at);
        }

        var image = new MemoryImage(file, view, view is null ? 0 : bytes);
        return isWritten ? image : null;
    }

    /// <summary>Whether a memory has exactly this content.</summary>
    public bool Equals(byte* content, ulong bytes)
    {
        if (bytes != Bytes)
        {
            return false;
        }

        const int Step = 1 << 20;
        for (ulong at = 0; at < bytes; at += Step)
        {
            int count = (int)Math.Min(Step, bytes - at);
            if (!new ReadOnlySpan<byte>(content + at, count).SequenceEqual(new ReadOnlySpan<byte>(_view + at, count)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lays the image over a memory's beginning, copy-on-write.</summary>
    public bool TryMap(byte* address) =>
        Bytes == 0 || MemoryPages.MapFile(_file, address, Bytes, MemoryPages.FileView.CopyOnWrite) == address;

    /// <summary>Copies one page.</summary>
    public void CopyPage(ulong offset, byte* target, int page) =>
        new ReadOnlySpan<byte>(_view + offset, page).CopyTo(new Span<byte>(target, page));
}
