using Compose.Host.Clr.Native;

namespace Compose.Host.Clr;

/// <content>
/// Keeping a memory's content and putting it back. Only what a guest wrote to is touched: the kernel says which pages
/// those are. They are kept and restored by copying, which is several times cheaper than giving them back and taking the
/// fault again; what many pages need is given back.
/// </content>
internal sealed unsafe partial class ClrMemory : IStatefulPart
{
    /// <summary>Pages of one memory that are worth keeping.</summary>
    private const int MaxKeptPages = 512;

    private ulong _committed;

    object? IStatefulPart.Capture(object? like)
    {
        if (!MemoryPages.HasPageMap || Type.PageSizeLog2 != 16)
        {
            return null;
        }

        ulong bytes = _record->Length;
        MemoryImage? image = like as MemoryImage;
        if (image is null || !image.Equals(_base, bytes))
        {
            image = MemoryImage.Of(_base, bytes);
        }

        if (image is null || !image.TryMap(_base))
        {
            return null;
        }

        MemoryPages.UseSmallPages(_base, _reserved);
        return image;
    }

    bool IStatefulPart.TryRestore(object state)
    {
        var image = (MemoryImage)state;
        _record->Length = image.Bytes;
        if (_committed == 0)
        {
            return true;
        }

        int page = Environment.SystemPageSize;
        int pages = (int)(_committed / (ulong)page);
        ulong[] map = MemoryPages.ReadPageMap(_base, pages);
        if (map.Length == 0)
        {
            return Discard(image);
        }

        int imagePages = (int)(image.Bytes / (ulong)page);
        int dirty = 0;
        for (int i = 0; i < pages; i++)
        {
            // A page of the file that was only read is still the file's.
            if (!(i < imagePages ? MemoryPages.IsOwn(map[i]) : MemoryPages.IsThere(map[i])))
            {
                continue;
            }

            if (++dirty > MaxKeptPages)
            {
                return Discard(image);
            }

            byte* at = _base + ((ulong)i * (ulong)page);
            if (i < imagePages)
            {
                image.CopyPage((ulong)i * (ulong)page, at, page);
            }
            else
            {
                new Span<byte>(at, page).Clear();
            }
        }

        return true;
    }

    /// <summary>Gives every page back: what is read next comes from the image, or is zero.</summary>
    private bool Discard(MemoryImage image) => MemoryPages.Discard(_base, Math.Max(_committed, image.Bytes));
}
