namespace Compose.Wit;

/// <summary>The text of one WIT file and the name by which errors call it.</summary>
public sealed class SourceFile
{
    private List<int>? _lineStarts;

    public SourceFile(string name, string text)
    {
        Name = name;
        Text = text;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Line and column, both from 1; the column counts UTF-16 units.</summary>
    public (int Line, int Column) Position(int offset)
    {
        List<int> starts = _lineStarts ??= LineStarts(Text);
        int index = starts.BinarySearch(offset);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - starts[line] + 1);
    }

    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (int at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        return starts;
    }
}
