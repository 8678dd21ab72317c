using System.Globalization;

namespace Compose.CommandLine;

/// <summary>Sizes and times of options: 64MiB, 1GB, 500ms, 10s, 2m, 1h; a bare number is bytes, or seconds.</summary>
internal static class Quantities
{
    private static readonly (string Unit, ulong Factor)[] s_sizes =
        [("KiB", 1UL << 10), ("MiB", 1UL << 20), ("GiB", 1UL << 30), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1)];

    private static readonly (string Unit, double Seconds)[] s_times = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static ulong Bytes(string text, string option)
    {
        foreach ((string unit, ulong factor) in s_sizes)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && ulong.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                && number > 0 && number <= ulong.MaxValue / factor)
            {
                return number * factor;
            }
        }

        throw ExecFlags.Usage($"{option} wants a size such as 64MiB, not '{text}'");
    }

    public static TimeSpan Time(string text, string option)
    {
        foreach ((string unit, double seconds) in s_times)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number > 0 && number * seconds < 1e9)
            {
                return TimeSpan.FromSeconds(number * seconds);
            }
        }

        throw ExecFlags.Usage($"{option} wants a time such as 500ms, 10s or 2m, not '{text}'");
    }
}
