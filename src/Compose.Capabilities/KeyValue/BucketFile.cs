using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <summary>
/// A bucket as one file: a log of transactions that is written at its end only and brought to the disk before a change is
/// said to be made. Keys and places are in memory, values on disk. A transaction that is not whole at opening was never
/// acknowledged, and is cut off. What is superseded is left behind until it is more than what counts; then the file is
/// written anew beside and renamed.
/// <code>
/// file        = "COMPOSEKV" %x01, 6 zeros, *transaction
/// transaction = length of the payload (4), CRC-32C of the payload (4), payload          ; little endian
/// payload     = *( %x01 key-length(4) value-length(4) key value / %x00 key-length(4) key )
/// </code>
/// </summary>
internal sealed partial class BucketFile : IDisposable
{
    private const int HeaderBytes = 16, FrameBytes = 8, MaxPayload = 1 << 30;
    private const long LeastWaste = 1 << 20;

    private static ReadOnlySpan<byte> Header => "COMPOSEKV\x01\0\0\0\0\0\0"u8;

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly string _path;
    private FileStream _file;
    private long _end;
    private long _version;
    private bool _broken;

    /// <exception cref="IOException">The file cannot be had, or another process has it.</exception>
    public BucketFile(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            Load();
        }
        catch (Exception)
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of all keys and values.</summary>
    public long Bytes { get; private set; }

    public void Dispose()
    {
        lock (_gate)
        {
            _broken = true;
            _file.Dispose();
        }
    }

    public byte[]? Get(string key)
    {
        lock (_gate)
        {
            return _places.TryGetValue(key, out Place place) ? Read(place) : null;
        }
    }

    public long Version(string key)
    {
        lock (_gate)
        {
            return _places.TryGetValue(key, out Place place) ? place.Version : 0;
        }
    }

    public IReadOnlyList<string> Keys(string? after, int most)
    {
        lock (_gate)
        {
            return KeyPage.Of(_keys, after, most);
        }
    }

    public bool Update(string key, long? quota, Func<byte[]?, long, byte[]?> change)
    {
        lock (_gate)
        {
            return change(Get(key), Version(key)) is not { } value || Apply([new BucketChange(key, value)], quota);
        }
    }

    public bool Apply(ReadOnlySpan<BucketChange> changes, long? quota)
    {
        BucketLimits.Check(changes);
        lock (_gate)
        {
            if (_broken)
            {
                throw new KeyValueException("the bucket is closed after a failure of the disk");
            }

            long growth = BucketGrowth.Of(changes, key => _places.TryGetValue(key, out Place place) ? place.Length : -1);
            if (quota is { } most && growth > 0 && Bytes + growth > most)
            {
                return false;
            }

            if (changes.IsEmpty)
            {
                return true;
            }

            ArrayBufferWriter<byte> transaction = Encode(changes);
            try
            {
                RandomAccess.Write(_file.SafeFileHandle, transaction.WrittenSpan, _end);
                RandomAccess.FlushToDisk(_file.SafeFileHandle);
            }
            catch (IOException failure)
            {
                Withdraw();
                throw new KeyValueException("the disk failed: " + failure.GetType().Name, failure);
            }

            Take(transaction.WrittenMemory[FrameBytes..], _end + FrameBytes);
            _end += transaction.WrittenCount;
            if (_end - HeaderBytes > Math.Max(LeastWaste, 2 * Bytes + LeastWaste))
            {
                Compact();
            }

            return true;
        }
    }

    private static ArrayBufferWriter<byte> Encode(ReadOnlySpan<BucketChange> changes)
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.GetSpan(FrameBytes)[..FrameBytes].Clear();
        writer.Advance(FrameBytes);
        foreach (BucketChange change in changes)
        {
            byte[] key = Encoding.UTF8.GetBytes(change.Key);
            Span<byte> head = writer.GetSpan(9);
            head[0] = change.Value is null ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteInt32LittleEndian(head[1..], key.Length);
            if (change.Value is { } value)
            {
                BinaryPrimitives.WriteInt32LittleEndian(head[5..], value.Length);
                writer.Advance(9);
                writer.Write(key);
                writer.Write(value);
            }
            else
            {
                writer.Advance(5);
                writer.Write(key);
            }

            if (writer.WrittenCount > MaxPayload)
            {
                throw new KeyValueException($"a transaction has at most {MaxPayload} bytes");
            }
        }

        Span<byte> all = System.Runtime.InteropServices.MemoryMarshal.AsMemory(writer.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(all, writer.WrittenCount - FrameBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(all[4..], Crc32C.Of(all[FrameBytes..]));
        return writer;
    }

    /// <summary>A failed write must not be found whole later.</summary>
    private void Withdraw()
    {
        try
        {
            RandomAccess.SetLength(_file.SafeFileHandle, _end);
        }
        catch (IOException)
        {
            _broken = true;
        }
    }

    private byte[] Read(Place place)
    {
        byte[] value = new byte[place.Length];
        int done = 0;
        try
        {
            while (done < value.Length)
            {
                int count = RandomAccess.Read(_file.SafeFileHandle, value.AsSpan(done), place.Offset + done);
                if (count == 0)
                {
                    throw new KeyValueException("the bucket's file was cut off");
                }

                done += count;
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            throw new KeyValueException("the disk failed: " + failure.GetType().Name, failure);
        }

        return value;
    }

    /// <summary>Where a value lies in the file, and the number of its change.</summary>
    private readonly record struct Place(long Offset, int Length, long Version);
}
