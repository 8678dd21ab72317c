namespace Compose.Wasm.Tests.Core;

/// <summary>Small damage to a binary, repeatable by its seed.</summary>
internal static class Mutation
{
    /// <summary>One to three edits behind the preamble: a byte replaced, changed by one bit, inserted or removed.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        byte[] bytes = (byte[])original.Clone();
        int edits = random.Next(1, 4);
        for (int edit = 0; edit < edits; edit++)
        {
            int at = random.Next(8, Math.Max(9, bytes.Length)) % bytes.Length;
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                    break;
                default:
                    bytes = bytes.Length > 9 ? [.. bytes[..at], .. bytes[(at + 1)..]] : bytes;
                    break;
            }
        }

        return bytes;
    }

    /// <summary>One byte replaced or changed by one: sizes stay right, so that most errors are the validator's.</summary>
    public static byte[] InPlace(byte[] original, Random random)
    {
        byte[] bytes = (byte[])original.Clone();
        int at = random.Next(8, bytes.Length);
        bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] + (random.Next(2) * 2) - 1);
        return bytes;
    }
}
