namespace Compose.CommandLine;

/// <summary>Whether colours may be written: only to a terminal, and not where <c>NO_COLOR</c> is set.</summary>
internal static class Terminal
{
    private static readonly bool s_wanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public static bool ErrorHasColor => s_wanted && !Console.IsErrorRedirected;

    /// <summary>Whether someone watches standard error: a line may be written over.</summary>
    public static bool ErrorIsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public static bool OutHasColor => s_wanted && !Console.IsOutputRedirected;

    /// <summary>Text that a guest, a client or a stranger's file chose, on one line: it must not make lines or colours of its own.</summary>
    public static string Printable(string? text) =>
        string.Create(text?.Length ?? 0, text, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(from![i]) ? '\uFFFD' : from[i];
            }
        });

    /// <summary>Paints words for standard output.</summary>
    public static string Paint(string style, string words) => OutHasColor ? $"\u001b[{style}m{words}\u001b[0m" : words;
}
