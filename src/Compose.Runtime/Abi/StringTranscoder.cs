using System.Buffers;

namespace Compose.Runtime.Abi;

/// <summary>Checks on text that the base library does not have in the form that is needed here.</summary>
internal static class StringTranscoder
{
    private static readonly SearchValues<char> s_surrogates = MakeSurrogates();

    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsValidUtf16(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int at = text.IndexOfAny(s_surrogates);
            if (at < 0)
            {
                return true;
            }

            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
        }
    }

    private static SearchValues<char> MakeSurrogates()
    {
        Span<char> all = new char[0x800];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (char)(0xd800 + i);
        }

        return SearchValues.Create(all);
    }
}
