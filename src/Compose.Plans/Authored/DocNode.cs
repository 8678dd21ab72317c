namespace Compose.Plans;

/// <summary>
/// A value of an authored document, the same for YAML and JSON. Plain scalars of YAML are <see cref="DocKind.Text"/>
/// whatever they look like: the schema decides what they are, so that <c>no</c> and <c>1.0</c> stay what was written.
/// </summary>
internal sealed class DocNode
{
    public required DocKind Kind { get; init; }

    public int Line { get; init; }

    public int Column { get; init; }

    /// <summary>The scalar's text.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>True if a scalar of YAML stands in quotes or a block: it is text and nothing else.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>True if a collection of YAML was written on braces or brackets.</summary>
    public bool IsFlow { get; init; }

    /// <summary>Elements of a sequence, or values of a mapping.</summary>
    public List<DocNode> Items { get; } = [];

    /// <summary>Keys of a mapping, in step with <see cref="Items"/>.</summary>
    public List<DocNode> Keys { get; } = [];

    public SourceMark Mark(string path) => SourceMark.AtLine(Line, Column, path.Length == 0 ? null : path);

    /// <summary>What stands here, in words: <c>a list</c>.</summary>
    public string Describe() => Kind switch
    {
        DocKind.Null => "nothing",
        DocKind.Text => "a text",
        DocKind.Number => "a number",
        DocKind.Boolean => "true or false",
        DocKind.Sequence => "a list",
        _ => "a map",
    };
}
