namespace Compose.Conformance;

/// <summary>A request to a served component, and what the response must be.</summary>
public sealed record HttpExchange
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? Body { get; init; }

    /// <summary>The status expected.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body expected, or null for any.</summary>
    public string? ExpectBody { get; init; }

    public IReadOnlyDictionary<string, string> ExpectHeaders { get; init; } = new Dictionary<string, string>();
}
