namespace Compose.Plans;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class Suggestion
{
    // A guess among very many names costs more than it helps.
    private const int MostCandidates = 2_000;

    /// <summary>"did you mean 'x'?" for the closest candidate, or null if none is close.</summary>
    public static string? For(string written, IEnumerable<string> candidates)
    {
        string? best = null;
        int limit = Math.Max(1, Math.Min(written.Length, 12) / 3), seen = 0;
        if (written.Length > 64)
        {
            return null;
        }

        foreach (string candidate in candidates)
        {
            if (++seen > MostCandidates)
            {
                break;
            }

            int distance = string.Equals(candidate, written, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(written, candidate, limit);
            if (distance <= limit && (best is null || distance < limit || string.CompareOrdinal(candidate, best) < 0))
            {
                best = candidate;
                limit = distance;
            }
        }

        return best is null ? null : $"did you mean '{best}'?";
    }

    /// <summary>Levenshtein distance, or more than <paramref name="limit"/> if it exceeds that.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || b.Length > 80)
        {
            return limit + 1;
        }

        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above + 1, row[j - 1] + 1), diagonal + cost);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
