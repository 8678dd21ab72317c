using System.Security.Cryptography;
using System.Text;
using Compose.Signing;

namespace Compose.Provenance;

/// <summary>
/// The append-only journal of one tenant: JSON lines in segments, each line chained to the one before by its hash. Many
/// processes may append; each append holds the journal's lock. A line that a killed writer left half is cut off by the
/// next append, which says so in the journal; whatever else was changed is found by <see cref="Verify"/>.
/// </summary>
public sealed class AuditJournal : IAuditSink
{
    /// <summary>Where the journals of a store lie.</summary>
    public const string Folder = "audit";

    private const int MaxLine = 1 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="folder">The journal's own folder; made when something is first appended.</param>
    /// <param name="key">A secret of the host: authenticates how far the journal goes, so that a cut end is found.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public AuditJournal(string folder, byte[] key, TimeProvider? time = null)
    {
        _folder = Path.GetFullPath(folder);
        _key = key;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Bytes after which a new segment begins.</summary>
    public long SegmentBytes { get; init; } = 8 << 20;

    /// <summary>The hash that the first record carries.</summary>
    public static Digest Genesis { get; } = JournalRecord.HashOf("genesis"u8);

    /// <inheritdoc/>
    /// <exception cref="ComposeException"><c>Audit.JournalFailed</c>: the fact could not be kept.</exception>
    public void Append(AuditRecord record) => AppendAll([record]);

    /// <summary>Appends several facts under one lock, and brings them to the disk once.</summary>
    public void AppendAll(IReadOnlyList<AuditRecord> facts)
    {
        try
        {
            CreateFolder();
            using FileStream gate = TakeLock();
            (string path, long sequence, Digest previous, int torn) = Last();
            using var segment = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            if (torn > 0)
            {
                segment.SetLength(segment.Length - torn);
                facts = [new AuditRecord(AuditOperation.PolicyEnforce, AuditSeverity.Warning, "recovered") { Context = [new("torn-bytes", torn.ToString(System.Globalization.CultureInfo.InvariantCulture))] }, .. facts];
            }

            segment.Seek(0, SeekOrigin.End);
            var lines = new MemoryStream();
            foreach (AuditRecord fact in facts)
            {
                byte[] line = new JournalRecord(++sequence, _time.GetUtcNow(), previous, fact).ToLine();
                previous = JournalRecord.HashOf(line);
                lines.Write(line);
                lines.WriteByte((byte)'\n');
            }

            segment.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
            segment.Flush(flushToDisk: true);
            WriteHead(sequence, previous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException([new ComposeError(ErrorCodes.Audit.JournalFailed, $"the audit journal {_folder} cannot be written: {e.Message}", null, "check the folder, its permissions and the space")], e);
        }
    }

    /// <summary>Records in order, from what can be read; damage ends the list (<see cref="Verify"/> names it).</summary>
    public IEnumerable<JournalRecord> Read()
    {
        foreach (string segment in Segments())
        {
            foreach (byte[] line in Lines(segment))
            {
                if (JournalRecord.Parse(line) is not { } record)
                {
                    yield break;
                }

                yield return record;
            }
        }
    }

    /// <summary>Follows the whole chain. Every fault is named with segment and line; an intact journal gives none.</summary>
    /// <returns>The faults, the number of records and the hash of the last one.</returns>
    public (IReadOnlyList<ComposeError> Faults, long Count, Digest Head) Verify()
    {
        var faults = new List<ComposeError>();
        Digest previous = Genesis, headHash = Genesis;
        (long Sequence, Digest Hash)? head = ReadHead(faults);
        long expected = 1;
        bool sawHead = head is null || head.Value.Sequence == 0;
        (string Segment, int Line) last = (_folder, 0);
        foreach (string segment in Segments())
        {
            int number = 0;
            foreach (byte[] line in Lines(segment))
            {
                last = (segment, ++number);
                string place = $"record {expected} ({Path.GetFileName(segment)}, line {number})";
                JournalRecord? record = JournalRecord.Parse(line);
                if (record is null)
                {
                    faults.Add(Fault(segment, number, $"{place} was changed: it is not a record in canonical form"));
                }
                else if (record.Sequence != expected)
                {
                    faults.Add(Fault(segment, number, $"{place} has the number {record.Sequence}: records were removed, added or moved"));
                    expected = record.Sequence;
                }
                else if (record.Previous != previous)
                {
                    faults.Add(Fault(segment, number, $"{place} does not follow the record before it: one of the two was changed"));
                }

                previous = JournalRecord.HashOf(line);
                headHash = previous;
                sawHead |= head is { } end && end.Sequence == expected && end.Hash == previous;
                expected++;
            }
        }

        if (!sawHead && faults.Count == 0 && head!.Value.Sequence == expected - 1)
        {
            faults.Add(Fault(last.Segment, last.Line, $"record {expected - 1} ({Path.GetFileName(last.Segment)}, line {last.Line}) was changed: it is not the one that was written last"));
        }
        else if (!sawHead && faults.Count == 0)
        {
            faults.Add(new ComposeError(ErrorCodes.Audit.ChainBroken, $"the journal ends at record {expected - 1}, and record {head!.Value.Sequence} was written: its end was cut off", new ErrorLocation { File = _folder }));
        }

        return (faults, expected - 1, headHash);
    }

    /// <summary>That a record is in its segment: the Merkle path from it to the segment's root (RFC 6962).</summary>
    /// <exception cref="ComposeException"><c>Audit.NotFound</c>.</exception>
    public JournalProof Prove(long sequence)
    {
        foreach (string segment in Segments())
        {
            List<byte[]> lines = [.. Lines(segment)];
            if (lines.Count > 0 && JournalRecord.Parse(lines[0]) is { } first && sequence >= first.Sequence && sequence < first.Sequence + lines.Count)
            {
                int index = (int)(sequence - first.Sequence);
                return new JournalProof(Path.GetFileName(segment), index, lines.Count, MerkleTree.Root(lines), MerkleTree.Path(lines, index), lines[index]);
            }
        }

        throw new ComposeException(ErrorCodes.Audit.NotFound, $"the journal has no record {sequence}");
    }

    private IReadOnlyList<string> Segments() => Directory.Exists(_folder)
        ? [.. Directory.GetFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Whole lines; what follows the last line feed is not one.</summary>
    private static IEnumerable<byte[]> Lines(string path)
    {
        byte[] bytes;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0)
            {
                yield break;
            }

            yield return bytes[start..end];
            start = end + 1;
        }
    }

    /// <summary>The segment to append to, the last record's number and hash, and the bytes of a torn line at the end.</summary>
    private (string Path, long Sequence, Digest Previous, int Torn) Last()
    {
        IReadOnlyList<string> segments = Segments();
        if (segments.Count == 0)
        {
            return (Segment(1), 0, Genesis, 0);
        }

        for (int i = segments.Count - 1; i >= 0; i--)
        {
            using var file = new FileStream(segments[i], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            int size = (int)Math.Min(file.Length, 2 * MaxLine);
            var tail = new byte[size];
            file.Seek(-size, SeekOrigin.End);
            file.ReadExactly(tail);
            int whole = tail.AsSpan().LastIndexOf((byte)'\n') + 1;
            int torn = size - whole;
            if (whole == 0)
            {
                if (i == 0)
                {
                    return (segments[0], 0, Genesis, torn);
                }

                continue;
            }

            int start = tail.AsSpan(0, whole - 1).LastIndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = tail.AsSpan(start, whole - 1 - start);

            // A damaged last record is not mended: the chain goes on after it, and verification names it.
            long sequence = JournalRecord.Parse(line)?.Sequence ?? ReadHead([])?.Sequence ?? 0;
            bool isFull = i == segments.Count - 1 && torn == 0 && file.Length >= SegmentBytes;
            return (isFull ? Segment(segments.Count + 1) : segments[^1], sequence, JournalRecord.HashOf(line), i == segments.Count - 1 ? torn : 0);
        }

        return (segments[^1], 0, Genesis, 0);
    }

    private string Segment(int number) => Path.Combine(_folder, number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture) + ".jsonl");

    private void WriteHead(long sequence, Digest hash)
    {
        string text = $"{sequence} {hash.Hex}";
        AtomicFile.Write(Path.Combine(_folder, "head"), Encoding.ASCII.GetBytes($"{text} {Code(text)}\n"), toDisk: false);
    }

    private (long Sequence, Digest Hash)? ReadHead(List<ComposeError> faults)
    {
        string path = Path.Combine(_folder, "head");
        if (!File.Exists(path))
        {
            if (Segments().Count > 0)
            {
                faults.Add(new ComposeError(ErrorCodes.Audit.ChainBroken, "the journal's head is missing: its end cannot be vouched for", new ErrorLocation { File = path }));
            }

            return null;
        }

        string[] parts = File.ReadAllText(path).TrimEnd('\n').Split(' ');
        if (parts.Length == 3 && long.TryParse(parts[0], out long sequence) && Digest.TryParse(parts[1], out Digest hash)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code($"{parts[0]} {parts[1]}")), Encoding.ASCII.GetBytes(parts[2])))
        {
            return (sequence, hash);
        }

        faults.Add(new ComposeError(ErrorCodes.Audit.ChainBroken, "the journal's head was changed", new ErrorLocation { File = path }));
        return null;
    }

    private string Code(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes("compose-audit-head " + text)));

    private FileStream TakeLock()
    {
        string path = Path.Combine(_folder, "lock");
        long start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (_time.GetElapsedTime(start) < s_patience)
            {
                Thread.Sleep(1);
            }
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static ComposeError Fault(string segment, int line, string message) =>
        new(ErrorCodes.Audit.ChainBroken, message, ErrorLocation.AtLine(segment, line, 1), "restore the journal from a copy; keep the changed one as evidence");
}
