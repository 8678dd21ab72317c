namespace Compose.Wit;

/// <summary>The files behind a set of spans, by index.</summary>
public sealed class SourceMap
{
    private readonly List<SourceFile> _files = [];

    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>Takes a file in; the result is what <see cref="SourceSpan.File"/> calls it.</summary>
    public int Add(SourceFile file)
    {
        _files.Add(file);
        return _files.Count - 1;
    }

    /// <summary>Where a span begins, for errors; null if it has no text.</summary>
    public ErrorLocation? Locate(SourceSpan span)
    {
        if (!span.IsKnown)
        {
            return null;
        }

        SourceFile file = _files[span.File];
        (int line, int column) = file.Position(span.Start);
        return ErrorLocation.AtLine(file.Name, line, column);
    }

    /// <summary>The file that a span points into, or null.</summary>
    public string? NameOf(SourceSpan span) => span.IsKnown ? _files[span.File].Name : null;

    /// <summary>The text of the file of that name, for <see cref="ErrorRenderer"/>.</summary>
    public string? TextOf(string name) => _files.Find(file => file.Name == name)?.Text;
}
