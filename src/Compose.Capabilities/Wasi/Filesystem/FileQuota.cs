using Compose.Capabilities.Files;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>
/// How far the tree below one preopened directory may grow in one run: bytes of its files, and entries. What the guest
/// removes or truncates comes back, up to what it has added. A file that was removed counts until it is closed.
/// </summary>
internal sealed class FileQuota(ulong? bytes, ulong? files, FileQuota? within)
{
    private readonly Dictionary<(ulong Device, ulong Number), int> _open = [];
    private ulong _bytes;
    private ulong _files;

    /// <summary>Bytes added so far.</summary>
    public ulong Bytes => _bytes;

    /// <summary>Entries made so far.</summary>
    public ulong Files => _files;

    public bool TryGrow(ulong count)
    {
        if ((bytes is { } limit && (count > limit || _bytes > limit - count)) || within?.TryGrow(count) == false)
        {
            return false;
        }

        _bytes += count;
        return true;
    }

    public void Shrink(ulong count)
    {
        count = Math.Min(_bytes, count);
        _bytes -= count;
        within?.Shrink(count);
    }

    public bool TryMake()
    {
        if ((files is { } limit && _files >= limit) || within?.TryMake() == false)
        {
            return false;
        }

        _files++;
        return true;
    }

    public void Unmake()
    {
        if (_files > 0)
        {
            _files--;
            within?.Unmake();
        }
    }

    /// <summary>An entry has gone; <paramref name="stat"/> is what it was.</summary>
    public void Removed(in NodeStat stat)
    {
        Unmake();
        if (stat.Type == NodeType.RegularFile && stat.LinkCount <= 1 && !_open.ContainsKey((stat.Device, stat.Number)))
        {
            Shrink(stat.Size);
        }
    }

    public void Opened(IFileNode node)
    {
        if (node is IFile && node.Stat(out NodeStat stat) == FileError.None)
        {
            (ulong, ulong) key = (stat.Device, stat.Number);
            _open[key] = _open.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>A node is about to be closed.</summary>
    public void Closing(IFileNode node)
    {
        if (node is not IFile || node.Stat(out NodeStat stat) != FileError.None)
        {
            return;
        }

        (ulong, ulong) key = (stat.Device, stat.Number);
        int left = _open.GetValueOrDefault(key) - 1;
        if (left > 0)
        {
            _open[key] = left;
            return;
        }

        _open.Remove(key);
        if (stat.LinkCount == 0)
        {
            Shrink(stat.Size);
        }
    }
}
