namespace Compose.Canonical;

/// <summary>One JSON value with the place it was read at (line and column from 1, columns in UTF-16 units).</summary>
public sealed class JsonNode
{
    public required JsonKind Kind { get; init; }

    public int Line { get; init; }

    public int Column { get; init; }

    /// <summary>The content of a string, or the digits of a number as written.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The elements of an array or the values of an object, in the order of the input.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = [];

    /// <summary>The names of an object as string nodes, in step with <see cref="Items"/>.</summary>
    public IReadOnlyList<JsonNode> Names { get; init; } = [];

    /// <summary>The number as RFC 8785 sees it: an IEEE 754 double.</summary>
    public double Number => double.Parse(Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
}
