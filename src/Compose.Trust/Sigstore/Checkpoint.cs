using System.Globalization;
using System.Text;

namespace Compose.Trust.Sigstore;

/// <summary>
/// A log's signed statement of its size and root: a signed note (<c>origin</c>, size and root in base64, one a line,
/// further lines, an empty line, signatures).
/// </summary>
public sealed class Checkpoint
{
    private const int MaxBytes = 1 << 20, MaxSignatures = 100;

    private readonly byte[] _signedText;
    private readonly List<(string Name, byte[] Hint, byte[] Signature)> _signatures;

    private Checkpoint(string origin, long size, byte[] root, byte[] signedText, List<(string, byte[], byte[])> signatures)
    {
        Origin = origin;
        Size = size;
        Root = root;
        _signedText = signedText;
        _signatures = signatures;
    }

    public string Origin { get; }

    public long Size { get; }

    public ReadOnlyMemory<byte> Root { get; }

    /// <exception cref="ComposeException"><c>Trust.LogInvalid</c>: it is no checkpoint.</exception>
    public static Checkpoint Parse(string envelope)
    {
        int split = envelope.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (envelope.Length > MaxBytes || split < 0 || envelope[^1] != '\n')
        {
            throw Invalid("its text and signatures are not parted by an empty line");
        }

        string text = envelope[..(split + 1)];
        string[] lines = text.Split('\n');
        if (lines.Length < 4
            || lines[0].Length == 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            || (lines[1].Length > 1 && lines[1][0] == '0')
            || !TryBase64(lines[2], out byte[] root)
            || root.Length != 32)
        {
            throw Invalid("origin, size and root are expected in its first three lines");
        }

        var signatures = new List<(string, byte[], byte[])>();
        foreach (string line in envelope[(split + 2)..].TrimEnd('\n').Split('\n'))
        {
            int space = line.LastIndexOf(' ');
            if (!line.StartsWith("\u2014 ", StringComparison.Ordinal) || space <= 2 || !TryBase64(line[(space + 1)..], out byte[] bytes) || bytes.Length < 5 || signatures.Count == MaxSignatures)
            {
                throw Invalid("a line of its signatures is malformed");
            }

            signatures.Add((line[2..space], bytes[..4], bytes[4..]));
        }

        return new Checkpoint(lines[0], size, root, Encoding.UTF8.GetBytes(text), signatures);
    }

    /// <summary>
    /// True if the log signed it: one of the signatures has the log's name and key hint and verifies. Signatures of
    /// witnesses and of keys that are not the log's are passed over.
    /// </summary>
    public bool IsSignedBy(TransparencyLog log)
    {
        if (Origin != log.Origin && !Origin.StartsWith(log.Origin + " - ", StringComparison.Ordinal))
        {
            return false;
        }

        foreach ((string name, byte[] hint, byte[] signature) in _signatures)
        {
            if (name == log.Origin && log.CheckpointHint.Span.SequenceEqual(hint) && log.Key.Verify(_signedText, signature))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        var buffer = new byte[text.Length];
        bool isValid = text.Length > 0 && !text.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(text, buffer, out int written) && Trim(ref buffer, written);
        bytes = buffer;
        return isValid;
    }

    private static bool Trim(ref byte[] buffer, int length)
    {
        Array.Resize(ref buffer, length);
        return true;
    }

    private static ComposeException Invalid(string why) => new(ErrorCodes.Trust.LogInvalid, $"the checkpoint of the log is malformed: {why}");
}
