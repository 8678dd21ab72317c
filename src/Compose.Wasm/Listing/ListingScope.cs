using Compose.Wasm.Components;

namespace Compose.Wasm.Listing;

/// <summary>The index spaces of one component or type, as far as they have grown.</summary>
internal sealed class ListingScope(ComponentNames names)
{
    private readonly int[] _counts = new int[(int)ComponentSort.Instance + 1];

    /// <summary>Takes the next index of a sort: as a comment, or as the name that the binary gives it with the index behind.</summary>
    public string Next(ComponentSort sort)
    {
        int index = _counts[(int)sort]++;
        return names.Find(sort, index) is { } name ? $"$\"{name}\" (;{index};)" : $"(;{index};)";
    }
}
