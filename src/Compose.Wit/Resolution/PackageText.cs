using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>Whether two definitions of a package are one text, white space apart.</summary>
internal static class PackageText
{
    public static bool AreEqual(UnresolvedPackage left, UnresolvedPackage right, SourceMap sources)
    {
        if (left.Files.Count != right.Files.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Files.Count; i++)
        {
            if (!AreEqual(TextOf(left.Files[i], sources), TextOf(right.Files[i], sources)))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> TextOf(FileSyntax file, SourceMap sources) =>
        file.Extent.IsKnown ? sources.Files[file.Extent.File].Text.AsSpan(file.Extent.Start, file.Extent.End - file.Extent.Start) : [];

    private static bool AreEqual(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < left.Length && char.IsWhiteSpace(left[i]))
            {
                i++;
            }

            while (j < right.Length && char.IsWhiteSpace(right[j]))
            {
                j++;
            }

            if (i == left.Length || j == right.Length)
            {
                return i == left.Length && j == right.Length;
            }

            if (left[i++] != right[j++])
            {
                return false;
            }
        }
    }
}
