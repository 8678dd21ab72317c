using System.Text;
using Compose.Wasm.Components;

namespace Compose.Runtime.Linking;

/// <summary>Canonical definitions as the text format names them.</summary>
internal static class CanonNames
{
    /// <summary><c>canon stream.cancel-read</c>: the first word is the group, the rest is joined by hyphens.</summary>
    public static string Of(CanonOperation operation)
    {
        string name = operation.ToString();
        string[] groups = ["WaitableSet", "ErrorContext", "Backpressure", "Waitable", "Subtask", "Context", "Stream", "Future", "Thread", "Task"];
        foreach (string group in groups)
        {
            if (name.StartsWith(group, StringComparison.Ordinal))
            {
                return "canon " + Kebab(group) + "." + Kebab(name[group.Length..]);
            }
        }

        return "canon " + Kebab(name);
    }

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
