namespace Compose.Plans;

/// <summary>
/// Where a part of a plan was written: line and column of a text, or the offset in a binary. Marks do not take part in
/// equality: two plans that say the same are equal wherever they say it.
/// </summary>
public readonly struct SourceMark : IEquatable<SourceMark>
{
    private SourceMark(int line, int column, long offset, string? path)
    {
        Line = line;
        Column = column;
        Offset = offset;
        Path = path;
    }

    /// <summary>Line from 1; 0 if there is none.</summary>
    public int Line { get; }

    /// <summary>Column from 1; 0 if there is none.</summary>
    public int Column { get; }

    /// <summary>Offset from 0; only meaningful without a line.</summary>
    public long Offset { get; }

    /// <summary>The key path: <c>instances.outer.wires</c>.</summary>
    public string? Path { get; }

    public static SourceMark AtLine(int line, int column, string? path = null) => new(line, column, -1, path);

    public static SourceMark AtOffset(long offset, string? path = null) => new(0, 0, offset, path);

    /// <summary>The same place under another key path.</summary>
    public SourceMark WithPath(string path) => new(Line, Column, Offset, path);

    /// <summary>The mark as a location in a file; null if nothing is known.</summary>
    public ErrorLocation? ToLocation(string? file) =>
        Line > 0 ? ErrorLocation.AtLine(file, Line, Column, Path)
        : Offset >= 0 && Path is not null ? new ErrorLocation { File = file, Offset = Offset, Path = Path }
        : file is null && Path is null ? null
        : new ErrorLocation { File = file, Path = Path };

    public bool Equals(SourceMark other) => true;

    public override bool Equals(object? obj) => obj is SourceMark;

    public override int GetHashCode() => 0;

    public static bool operator ==(SourceMark left, SourceMark right) => left.Equals(right);

    public static bool operator !=(SourceMark left, SourceMark right) => !left.Equals(right);
}
