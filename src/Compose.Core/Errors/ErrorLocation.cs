namespace Compose;

/// <summary>
/// Where an error lies: a file with line and column (both from 1), a byte offset into a binary, an instance of the
/// plan, a key path in a document (<c>instances.outer.grants[0]</c>), or several of these.
/// </summary>
public sealed record ErrorLocation
{
    public string? File { get; init; }

    /// <summary>Line from 1, or null.</summary>
    public int? Line { get; init; }

    /// <summary>Column from 1 in UTF-16 units, or null.</summary>
    public int? Column { get; init; }

    /// <summary>Byte offset from 0 into the binary, or null.</summary>
    public long? Offset { get; init; }

    public InstancePath? Instance { get; init; }

    /// <summary>The key path within the document.</summary>
    public string? Path { get; init; }

    public static ErrorLocation AtOffset(long offset, string? file = null) => new() { Offset = offset, File = file };

    public static ErrorLocation AtLine(string? file, int line, int column, string? path = null) =>
        new() { File = file, Line = line, Column = column, Path = path };

    /// <summary><c>file:line:column</c>, <c>file@0xOFFSET</c>, the instance path or the key path.</summary>
    public override string ToString()
    {
        var parts = new List<string>(3);
        if (File is not null || Line is not null)
        {
            parts.Add((File ?? "input") + (Line is null ? string.Empty : $":{Line}:{Column ?? 1}"));
        }

        if (Offset is { } offset)
        {
            parts.Add($"offset 0x{offset:x}");
        }

        if (Instance is { } instance)
        {
            parts.Add($"instance {instance}");
        }

        if (Path is not null)
        {
            parts.Add(Path);
        }

        return string.Join(", ", parts);
    }
}
