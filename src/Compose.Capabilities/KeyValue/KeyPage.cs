namespace Compose.Capabilities.KeyValue;

/// <summary>One page of sorted keys.</summary>
internal static class KeyPage
{
    public static IReadOnlyList<string> Of(SortedSet<string> keys, string? after, int most)
    {
        var page = new List<string>();
        if (keys.Count == 0)
        {
            return page;
        }

        IEnumerable<string> rest = after is null ? keys
            : string.CompareOrdinal(after, keys.Max) > 0 ? []
            : keys.GetViewBetween(after, keys.Max);
        foreach (string key in rest)
        {
            if (key == after)
            {
                continue;
            }

            if (page.Count == most)
            {
                break;
            }

            page.Add(key);
        }

        return page;
    }
}
