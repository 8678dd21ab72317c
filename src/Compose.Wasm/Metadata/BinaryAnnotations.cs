using System.Text;

namespace Compose.Wasm.Metadata;

/// <summary>
/// Custom sections that say in plain text who made a module or component and where it comes from. Registries show them
/// as the annotations of an image of the same names (<c>org.opencontainers.image.…</c>).
/// </summary>
public static class BinaryAnnotations
{
    private static readonly string[] s_names =
        ["version", "description", "authors", "licenses", "source", "homepage", "revision"];

    /// <summary>The names that are known, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>Whether a custom section of this name is an annotation.</summary>
    public static bool IsAnnotation(string section) => IndexOf(section) >= 0;

    internal static int IndexOf(string section) => Array.IndexOf(s_names, section);

    /// <summary>The text of a section; bytes that are not UTF-8 give replacement characters.</summary>
    internal static string Text(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content);
}
