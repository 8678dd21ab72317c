namespace Compose.Wit;

/// <summary>A range of UTF-16 units of one file of a <see cref="SourceMap"/>; <see cref="None"/> where an item has no text (read from a binary).</summary>
public readonly record struct SourceSpan(int File, int Start, int End)
{
    public static SourceSpan None { get; } = new(-1, 0, 0);

    public bool IsKnown => File >= 0;

    /// <summary>From the start of this span to the end of <paramref name="last"/>, in the same file.</summary>
    public SourceSpan To(SourceSpan last) => this with { End = last.End };
}
