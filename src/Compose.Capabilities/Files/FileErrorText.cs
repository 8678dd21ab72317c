namespace Compose.Capabilities.Files;

/// <summary>File errors in words.</summary>
public static class FileErrorText
{
    /// <summary>The WIT name of the error: <c>no-entry</c>.</summary>
    public static string Describe(this FileError error)
    {
        string name = error.ToString();
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
