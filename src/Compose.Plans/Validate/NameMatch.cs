using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>
/// Finds an import or export by what an author wrote: the exact name; an interface without its version; or, unless the
/// version is a pin, another version of the same semver track.
/// </summary>
internal static class NameMatch
{
    /// <summary>The items that fit, best rule first; empty if none does.</summary>
    public static List<ComponentExtern> Find(IReadOnlyList<ComponentExtern> items, string written, bool pinned = false)
    {
        foreach (var item in items)
        {
            if (item.Name == written)
            {
                return [item];
            }
        }

        var found = new List<ComponentExtern>();
        bool versioned = written.Contains('@', StringComparison.Ordinal);
        if (!versioned)
        {
            foreach (var item in items)
            {
                if (item.Interface is { } name && name.WithoutVersion == written)
                {
                    found.Add(item);
                }
            }
        }
        else if (!pinned && InterfaceName.TryParse(written, out var wanted))
        {
            foreach (var item in items)
            {
                if (item.Interface is { } name && name.IsCompatibleWith(wanted))
                {
                    found.Add(item);
                }
            }
        }

        return found;
    }

    /// <summary>What is equal for an import and an export that may be linked without being written.</summary>
    public static string Key(ComponentExtern item) => item.Interface?.TrackKey ?? item.Name;

    /// <summary>The position of an item.</summary>
    public static int IndexOf(IReadOnlyList<ComponentExtern> items, ComponentExtern item)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (ReferenceEquals(items[i], item))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The names for a hint; long lists are cut.</summary>
    public static string List(IEnumerable<string> names, string none)
    {
        var all = names.ToList();
        return all.Count == 0 ? none : string.Join(", ", all.Take(12)) + (all.Count > 12 ? $" and {all.Count - 12} more" : string.Empty);
    }
}
