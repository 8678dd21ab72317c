namespace Compose.Provenance;

/// <summary>Finds receipts of runs in a file of receipts, one a line.</summary>
public static class RunReceipts
{
    /// <summary>The last receipt of a run of a component or artifact; null if there is none.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: a line is no receipt.</exception>
    public static Receipt? LastOf(ReadOnlySpan<byte> lines, Digest component)
    {
        Receipt? last = null;
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? [] : lines[(end + 1)..];
            if (line.TrimEnd((byte)'\r').IsEmpty)
            {
                continue;
            }

            Receipt receipt = ReceiptJson.Read(line);
            if (receipt.Operation == Receipt.Exec && receipt.Inputs.Contains(new("component", component)))
            {
                last = receipt;
            }
        }

        return last;
    }
}
