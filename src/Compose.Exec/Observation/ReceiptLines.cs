using System.Text;
using Compose.Canonical;

namespace Compose.Exec;

/// <summary>
/// Writes receipts to a stream, one line of canonical JSON (RFC 8785) each and one write a line, so that several
/// programs may append to one file. Thread-safe. Owns the stream.
/// </summary>
public sealed class ReceiptLines(Stream stream) : IReceiptSink, IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>Opens a file to append to; the folder is made if it is missing.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static ReceiptLines Append(string path) => new(new AppendedFile(path));

    /// <summary>The canonical bytes of a receipt, without an end of line: what its digest is the SHA-256 of.</summary>
    public static byte[] Encode(Receipt receipt) => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(ReceiptJson.Of(receipt).ToJsonString()));

    /// <exception cref="IOException">The line could not be written: a receipt that is asked for is not lost without a word.</exception>
    public void Add(Receipt receipt)
    {
        byte[] line = [.. Encode(receipt), (byte)'\n'];
        lock (_gate)
        {
            stream.Write(line);
            stream.Flush();
        }
    }

    public void Dispose() => stream.Dispose();
}
