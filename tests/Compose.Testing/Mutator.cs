namespace Compose.Testing;

/// <summary>
/// Changes bytes as broken tools, broken discs and attackers do. A seed gives the same result for ever: the seeds that
/// found something are kept beside the tests that replay them.
/// </summary>
public static class Mutator
{
    private static readonly byte[] s_telling = [0x00, 0x01, 0x02, 0x0b, 0x3f, 0x40, 0x41, 0x42, 0x60, 0x6f, 0x70, 0x7f, 0x80, 0xfe, 0xff];

    /// <summary>One to eight changes: bytes set, bits flipped, pieces cut out, doubled, moved or overwritten, numbers blown up, the end cut off.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> original, int seed)
    {
        var random = new Random(seed);
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        for (int edits = random.Next(1, 9); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, random.Next(4) == 0 ? 256 : 9), bytes.Count - at);
            switch (random.Next(9))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = s_telling[random.Next(s_telling.Length)];
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    List<byte> piece = bytes.GetRange(at, length);
                    bytes.InsertRange(random.Next(bytes.Count), piece);
                    break;
                case 6:
                    // A number of the binary format becomes a large one: 0xff 0xff 0xff 0xff 0x0f.
                    for (int i = 0; i < 5 && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = i == 4 ? (byte)0x0f : (byte)0xff;
                    }

                    break;
                case 7:
                    bytes[at]++;
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
