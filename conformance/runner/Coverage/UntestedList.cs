namespace Compose.Conformance;

/// <summary>Clauses and sections that no test of a host can prove, each with the reason (<c>untested.txt</c>).</summary>
public static class UntestedList
{
    public const string FileName = "untested.txt";

    /// <summary>Reads the list of a conformance folder; without one nothing is excused.</summary>
    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>: a line without a reason, or a name that stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return reasons;
        }

        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end < 0 || !reasons.TryAdd(line[..end], line[end..].Trim()))
            {
                throw new ComposeException(
                    ErrorCodes.Conformance.InvalidSuite, "a line is a clause, or § and the number of a section, and the reason; each stands once", ErrorLocation.AtLine(file, i + 1, 1));
            }
        }

        return reasons;
    }
}
