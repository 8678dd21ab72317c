using System.Text;

namespace Compose.Canonical;

/// <summary>
/// Unicode normalization form C (UAX #15) from tables of our own: the runtime's answer depends on the globalization
/// mode and says that every text is normalized when that is invariant.
/// </summary>
public static partial class Nfc
{
    private const int HangulS = 0xAC00, HangulL = 0x1100, HangulV = 0x1161, HangulT = 0x11A7;
    private const int CountL = 19, CountV = 21, CountT = 28, CountS = CountL * CountV * CountT;

    /// <summary>True if the text is in normalization form C; a text with a lone surrogate is not.</summary>
    public static bool IsNormalized(ReadOnlySpan<char> text)
    {
        // Nothing below U+0300 combines or decomposes to what is not composed again.
        if (!text.ContainsAnyExceptInRange('\0', '\u02ff'))
        {
            return true;
        }

        return TryNormalize(text, out string? normalized) && text.SequenceEqual(normalized);
    }

    /// <summary>The text in normalization form C; false if it holds a lone surrogate.</summary>
    public static bool TryNormalize(ReadOnlySpan<char> text, out string? normalized)
    {
        normalized = null;
        var points = new List<int>(text.Length + 16);
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            Decompose(points, rune.Value);
            text = text[consumed..];
        }

        Reorder(points);
        Compose(points);
        var result = new StringBuilder(points.Count);
        Span<char> units = stackalloc char[2];
        foreach (int point in points)
        {
            int count = new Rune(point).EncodeToUtf16(units);
            result.Append(units[..count]);
        }

        normalized = result.ToString();
        return true;
    }

    // A canonical decomposition is at most a pair whose first half may decompose again: a loop, no recursion.
    private static void Decompose(List<int> points, int point)
    {
        int index = point - HangulS;
        if ((uint)index < CountS)
        {
            points.Add(HangulL + (index / (CountV * CountT)));
            points.Add(HangulV + (index % (CountV * CountT) / CountT));
            if (index % CountT != 0)
            {
                points.Add(HangulT + (index % CountT));
            }

            return;
        }

        int insertAt = points.Count;
        while (point >= 0xC0 && FindRow(Decompositions, (uint)point) is var row && row >= 0)
        {
            uint second = Decompositions[row + 2];
            if (second != 0)
            {
                points.Insert(insertAt, (int)second);
            }

            point = (int)Decompositions[row + 1];
        }

        points.Insert(insertAt, point);
    }

    private static void Reorder(List<int> points)
    {
        for (int start = 0; start < points.Count; start++)
        {
            if (CombiningClass(points[start]) == 0)
            {
                continue;
            }

            int end = start + 1;
            while (end < points.Count && CombiningClass(points[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var run = points.GetRange(start, end - start);
                int at = start;
                foreach (int point in run.OrderBy(CombiningClass))
                {
                    points[at++] = point;
                }
            }

            start = end;
        }
    }

    private static void Compose(List<int> points)
    {
        int write = 0, starter = -1, lastClass = -1;
        for (int read = 0; read < points.Count; read++)
        {
            int point = points[read];
            int combining = CombiningClass(point);
            if (starter >= 0 && (lastClass < combining || lastClass < 0) && ComposePair(points[starter], point) is var composite && composite >= 0)
            {
                points[starter] = composite;
                continue;
            }

            if (combining == 0)
            {
                starter = write;
                lastClass = -1;
            }
            else
            {
                lastClass = combining;
            }

            points[write++] = point;
        }

        points.RemoveRange(write, points.Count - write);
    }

    private static int ComposePair(int first, int second)
    {
        int l = first - HangulL, v = second - HangulV;
        if ((uint)l < CountL && (uint)v < CountV)
        {
            return HangulS + (((l * CountV) + v) * CountT);
        }

        int s = first - HangulS, t = second - HangulT;
        if ((uint)s < CountS && s % CountT == 0 && t > 0 && t < CountT)
        {
            return first + t;
        }

        var table = Compositions;
        int low = 0, high = (table.Length / 3) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = table[middle * 3].CompareTo((uint)first);
            order = order != 0 ? order : table[(middle * 3) + 1].CompareTo((uint)second);
            if (order == 0)
            {
                return (int)table[(middle * 3) + 2];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private static int CombiningClass(int point)
    {
        if (point < 0x300)
        {
            return 0;
        }

        var table = CombiningClasses;
        int low = 0, high = (table.Length / 3) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (table[(middle * 3) + 1] < point)
            {
                low = middle + 1;
            }
            else if (table[middle * 3] > point)
            {
                high = middle - 1;
            }
            else
            {
                return (int)table[(middle * 3) + 2];
            }
        }

        return 0;
    }

    private static int FindRow(ReadOnlySpan<uint> table, uint key)
    {
        int low = 0, high = (table.Length / 3) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            uint found = table[middle * 3];
            if (found == key)
            {
                return middle * 3;
            }

            (low, high) = found < key ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
