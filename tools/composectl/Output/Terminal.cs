namespace Compose.CommandLine;

/// <summary>Whether colours may be written: only to a terminal, and not where <c>NO_COLOR</c> is set.</summary>
internal static class Terminal
{
    private static readonly bool s_wanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public static bool ErrorHasColor => s_wanted && !Console.IsErrorRedirected;

    public static bool OutHasColor => s_wanted && !Console.IsOutputRedirected;

    /// <summary>Paints words for standard output.</summary>
    public static string Paint(string style, string words) => OutHasColor ? $"\u001b[{style}m{words}\u001b[0m" : words;
}
