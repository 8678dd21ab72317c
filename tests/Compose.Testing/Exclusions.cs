namespace Compose.Testing;

/// <summary>
/// The cases of a suite that a test project does not run, each with its reason, from a Markdown list of lines
/// <c>- `id`: reason</c>. An id may end in <c>*</c>. Every entry must be used: one that matches nothing is stale.
/// </summary>
public sealed class Exclusions
{
    private readonly List<Entry> _entries = [];

    private sealed record Entry(string Id, string Reason)
    {
        public bool IsUsed { get; set; }
    }

    /// <summary>Reads a list; a file that is absent excludes nothing.</summary>
    public static Exclusions Load(string path)
    {
        var exclusions = new Exclusions();
        if (!File.Exists(path))
        {
            return exclusions;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (!line.StartsWith("- `", StringComparison.Ordinal))
            {
                continue;
            }

            int end = line.IndexOf('`', 3);
            string reason = end < 0 ? string.Empty : line[(end + 1)..].TrimStart(':', ' ');
            if (reason.Length == 0)
            {
                throw new InvalidDataException($"{path}: an exclusion needs an id and a reason: {line}");
            }

            exclusions._entries.Add(new Entry(line[3..end], reason));
        }

        return exclusions;
    }

    /// <summary>The reason why the case <paramref name="id"/> is not run, or null.</summary>
    public string? ReasonFor(string id)
    {
        foreach (Entry entry in _entries)
        {
            bool matches = entry.Id.EndsWith('*')
                ? id.StartsWith(entry.Id[..^1], StringComparison.Ordinal)
                : id == entry.Id;
            if (matches)
            {
                entry.IsUsed = true;
                return entry.Reason;
            }
        }

        return null;
    }

    /// <summary>Ids that no case asked for so far.</summary>
    public IReadOnlyList<string> Unused => _entries.Where(entry => !entry.IsUsed).Select(entry => entry.Id).ToList();
}
