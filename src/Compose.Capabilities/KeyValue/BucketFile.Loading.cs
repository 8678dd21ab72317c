using System.Buffers.Binary;
using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <content>Opening: what is whole is taken, what is not is cut off. Compaction.</content>
internal sealed partial class BucketFile
{
    private void Load()
    {
        long length = RandomAccess.GetLength(_file.SafeFileHandle);
        byte[] header = new byte[HeaderBytes];
        int got = ReadUpTo(header, 0);
        if (got < HeaderBytes || !header.AsSpan().SequenceEqual(Header))
        {
            // A header that is not whole was never followed by anything.
            bool isEmpty = Header.StartsWith(header.AsSpan(0, got)) || !header.AsSpan(0, got).ContainsAnyExcept((byte)0);
            if (length > HeaderBytes || !isEmpty)
            {
                throw new IOException("the file is no bucket");
            }

            RandomAccess.SetLength(_file.SafeFileHandle, 0);
            RandomAccess.Write(_file.SafeFileHandle, Header, 0);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            _end = HeaderBytes;
            return;
        }

        _end = HeaderBytes;
        byte[] frame = new byte[FrameBytes];
        while (ReadUpTo(frame, _end) == FrameBytes)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (size is <= 0 or > MaxPayload || _end + FrameBytes + size > length)
            {
                break;
            }

            byte[] payload = new byte[size];
            if (ReadUpTo(payload, _end + FrameBytes) != size || Crc32C.Of(payload) != BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(4)))
            {
                break;
            }

            Take(payload, _end + FrameBytes);
            _end += FrameBytes + size;
        }

        if (_end < length)
        {
            RandomAccess.SetLength(_file.SafeFileHandle, _end);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }
    }

    private int ReadUpTo(Span<byte> buffer, long offset)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int count = RandomAccess.Read(_file.SafeFileHandle, buffer[done..], offset + done);
            if (count == 0)
            {
                break;
            }

            done += count;
        }

        return done;
    }

    /// <summary>Takes the changes of a payload into the index.</summary>
    private void Take(ReadOnlyMemory<byte> payload, long offset)
    {
        ReadOnlySpan<byte> bytes = payload.Span;
        int at = 0;
        while (at + 5 <= bytes.Length)
        {
            bool sets = bytes[at] == 1;
            int keyLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 1)..]);
            int valueLength = sets ? BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 5)..]) : 0;
            int start = at + (sets ? 9 : 5);
            if (keyLength < 0 || valueLength < 0 || (long)start + keyLength + valueLength > bytes.Length)
            {
                throw new IOException("the file is no bucket");
            }

            string key = Encoding.UTF8.GetString(bytes.Slice(start, keyLength));
            if (_places.Remove(key, out Place old))
            {
                Bytes -= keyLength + old.Length;
            }

            if (sets)
            {
                _places.Add(key, new Place(offset + start + keyLength, valueLength, ++_version));
                _keys.Add(key);
                Bytes += keyLength + valueLength;
            }
            else
            {
                _keys.Remove(key);
            }

            at = start + keyLength + valueLength;
        }
    }

    /// <summary>
    /// Writes what counts to a file beside, one transaction an entry, and puts it in the place of this one. A failure
    /// leaves everything as it was.
    /// </summary>
    private void Compact()
    {
        string temporary = _path + ".new";
        FileStream? fresh = null;
        try
        {
            fresh = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            RandomAccess.Write(fresh.SafeFileHandle, Header, 0);
            long end = HeaderBytes;
            var places = new Dictionary<string, Place>(_places.Count, StringComparer.Ordinal);
            foreach (string key in _keys)
            {
                Place place = _places[key];
                ReadOnlySpan<byte> transaction = Encode([new BucketChange(key, Read(place))]).WrittenSpan;
                RandomAccess.Write(fresh.SafeFileHandle, transaction, end);
                end += transaction.Length;
                places.Add(key, place with { Offset = end - place.Length });
            }

            RandomAccess.FlushToDisk(fresh.SafeFileHandle);
            File.Move(temporary, _path, overwrite: true);
            _file.Dispose();
            _file = fresh;
            _end = end;
            foreach ((string key, Place place) in places)
            {
                _places[key] = place;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or KeyValueException)
        {
            // The log goes on as it is; the next change tries again.
            fresh?.Dispose();
        }
    }
}
