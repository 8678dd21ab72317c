using System.Text;

namespace Compose.Capabilities.Files;

/// <summary>The order of names by their UTF-8 bytes, which is that of their code points.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        StringRuneEnumerator left = (x ?? string.Empty).EnumerateRunes();
        StringRuneEnumerator right = (y ?? string.Empty).EnumerateRunes();
        while (true)
        {
            bool more = left.MoveNext();
            if (!right.MoveNext())
            {
                return more ? 1 : 0;
            }

            if (!more)
            {
                return -1;
            }

            int order = left.Current.CompareTo(right.Current);
            if (order != 0)
            {
                return order;
            }
        }
    }
}
