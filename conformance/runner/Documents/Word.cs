using System.Diagnostics.CodeAnalysis;

namespace Compose.Conformance;

/// <summary>Values of enumerations as they stand in files: their names in lower case.</summary>
internal static class Word
{
    [SuppressMessage("Globalization", "CA1308", Justification = "The words of the files are lower case.")]
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static bool TryRead<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (T one in Enum.GetValues<T>())
        {
            if (word == Of(one))
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }
}
