using System.Globalization;

namespace Compose.Plans;

/// <summary>Reads sizes, times and counts as plans and options write them.</summary>
public static class Quantity
{
    private static readonly (string Suffix, ulong Factor)[] s_sizes =
    [
        ("KiB", 1ul << 10), ("MiB", 1ul << 20), ("GiB", 1ul << 30), ("TiB", 1ul << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    private static readonly (string Suffix, ulong Factor)[] s_times = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a quantity; false if it is not one or does not fit in 64 bits.</summary>
    public static bool TryParse(string text, QuantityUnit unit, out ulong value)
    {
        ulong factor = TakeSuffix(text, unit, out ReadOnlySpan<char> digits) ?? 1;
        string bare = digits.ToString().Replace("_", string.Empty, StringComparison.Ordinal);
        if (!ulong.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > ulong.MaxValue / factor)
        {
            value = 0;
            return false;
        }

        value *= factor;
        return true;
    }

    /// <summary>
    /// Reads a time as people type it: it may have decimals, and without a unit it is seconds. False if it is none, or not
    /// more than zero, or more than thirty years.
    /// </summary>
    public static bool TryParseTime(string text, out TimeSpan value)
    {
        ulong factor = TakeSuffix(text, QuantityUnit.Time, out ReadOnlySpan<char> digits) ?? 1_000;
        bool isTime = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number > 0 && number * factor < 1e12;
        value = isTime ? TimeSpan.FromMilliseconds(number * factor) : default;
        return isTime;
    }

    private static ulong? TakeSuffix(string text, QuantityUnit unit, out ReadOnlySpan<char> digits)
    {
        digits = text;
        foreach ((string suffix, ulong factor) in unit switch { QuantityUnit.Size => s_sizes, QuantityUnit.Time => s_times, _ => [] })
        {
            if (digits.EndsWith(suffix, StringComparison.Ordinal))
            {
                digits = digits[..^suffix.Length].TrimEnd(' ');
                return factor;
            }
        }

        return null;
    }

    public static string Describe(QuantityUnit unit) => unit switch
    {
        QuantityUnit.Size => "a size",
        QuantityUnit.Time => "a time",
        _ => "a whole number",
    };

    public static string Example(QuantityUnit unit) => unit switch
    {
        QuantityUnit.Size => "bytes, or 64KiB, 512MiB, 2GiB",
        QuantityUnit.Time => "milliseconds, or 200ms, 5s, 2m, 1h",
        _ => "0 or more, without a sign",
    };
}
