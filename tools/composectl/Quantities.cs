using Compose.Plans;

namespace Compose.CommandLine;

/// <summary>Sizes and times of options, in the words of plans: 64MiB, 1GB, 500ms, 10s, 2m, 1h; a bare number is bytes, or seconds.</summary>
internal static class Quantities
{
    public static ulong Bytes(string text, string option) =>
        Quantity.TryParse(text, QuantityUnit.Size, out ulong bytes) && bytes > 0
            ? bytes
            : throw ExecFlags.Usage($"{option} wants a size such as 64MiB, not '{text}'");

    public static TimeSpan Time(string text, string option) =>
        Quantity.TryParseTime(text, out TimeSpan time)
            ? time
            : throw ExecFlags.Usage($"{option} wants a time such as 500ms, 10s or 2m, not '{text}'");
}
