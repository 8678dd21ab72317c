using System.Text;

namespace Compose.Distribution.Sources;

/// <summary>What one run of <c>git</c> came to.</summary>
internal sealed record GitRun(int ExitCode, byte[] Output, byte[] Error)
{
    private string? _text;

    public bool IsDone => ExitCode == 0;

    /// <summary>True if the server leads elsewhere, which git is told not to follow.</summary>
    public bool IsRedirected => Says("returned error: 301") || Says("returned error: 302") || Says("returned error: 307") || Says("returned error: 308");

    /// <summary>True if the server asks who is there; some say that there is nothing instead.</summary>
    public bool WantsLogin => Says("could not read Username") || Says("could not read Password") || Says("Authentication failed") || Says("returned error: 401") || Says("returned error: 403") || Says("returned error: 404") || Says("not found");

    /// <summary>The line that says why.</summary>
    public string Why => Text.Split('\n').FirstOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? $"exit code {ExitCode}";

    private string Text => _text ??= Encoding.UTF8.GetString(Error);

    private bool Says(string words) => Text.Contains(words, StringComparison.Ordinal);
}
