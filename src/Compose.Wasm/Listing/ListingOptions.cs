namespace Compose.Wasm.Listing;

/// <summary>How much a listing shows.</summary>
public sealed record ListingOptions
{
    public static ListingOptions Default { get; } = new();

    /// <summary>Write instructions of functions; without it a function is one line with the size of its body.</summary>
    public bool Code { get; init; } = true;
}
