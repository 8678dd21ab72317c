namespace Compose.Wasm.Components;

/// <summary>
/// A type of values (<c>defvaltype</c>). Knows how the canonical ABI lays its values out in memory and flattens them
/// to core values; both depend on whether the memory is addressed by 32 or 64 bits.
/// </summary>
public abstract class ComponentValueType : DefinedType
{
    /// <summary>More flat values than this are passed through memory (<c>MAX_FLAT_PARAMS</c>).</summary>
    public const int MaxFlatParameters = 16;

    /// <summary>More flat values than this are passed through memory in async lowered calls.</summary>
    public const int MaxFlatAsyncParameters = 4;

    /// <summary>More flat results than this are passed through memory.</summary>
    public const int MaxFlatResults = 1;

    private List<FlatType>? _flat32;
    private List<FlatType>? _flat64;

    /// <summary>Bytes of a value in a memory addressed by 32 bits (<c>elem_size</c>).</summary>
    public long Size32 { get; private protected set; }

    /// <summary>Alignment in bytes in a memory addressed by 32 bits.</summary>
    public int Alignment32 { get; private protected set; } = 1;

    /// <summary>Bytes of a value in a memory addressed by 64 bits.</summary>
    public long Size64 { get; private protected set; }

    /// <summary>Alignment in bytes in a memory addressed by 64 bits.</summary>
    public int Alignment64 { get; private protected set; } = 1;

    /// <summary>Whether a string, list or map occurs: values then need a memory, and lifting ones a realloc.</summary>
    public bool ContainsPointer { get; private protected set; }

    /// <summary>
    /// The core values that a value flattens to (CanonicalABI.md, "Flattening"); null if they are more than
    /// <see cref="MaxFlatParameters"/>.
    /// </summary>
    public IReadOnlyList<FlatType>? Flatten(bool memory64)
    {
        ref var cache = ref memory64 ? ref _flat64 : ref _flat32;
        if (cache is null)
        {
            var list = new List<FlatType>(4);
            cache = TryFlatten(memory64, list) ? list : FlatTypes.TooMany;
        }

        return ReferenceEquals(cache, FlatTypes.TooMany) ? null : cache;
    }

    /// <summary>Appends the flat types; false as soon as there are more than <see cref="MaxFlatParameters"/>.</summary>
    private protected abstract bool TryFlatten(bool memory64, List<FlatType> into);

    private protected static bool Append(ComponentValueType part, bool memory64, List<FlatType> into)
    {
        if (part.Flatten(memory64) is not { } flat || into.Count + flat.Count > MaxFlatParameters)
        {
            return false;
        }

        into.AddRange(flat);
        return true;
    }

    private protected static bool Append(FlatType type, int count, List<FlatType> into)
    {
        if (into.Count + count > MaxFlatParameters)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            into.Add(type);
        }

        return true;
    }

    private protected void SetLayout(long size, int alignment)
    {
        Size32 = Size64 = size;
        Alignment32 = Alignment64 = alignment;
    }

    /// <summary>A pointer and a length.</summary>
    private protected void SetPairLayout()
    {
        (Size32, Alignment32, Size64, Alignment64) = (8, 4, 16, 8);
        ContainsPointer = true;
    }

    private protected void IncludeValue(ComponentValueType? part)
    {
        Include(part);
        ContainsPointer |= part?.ContainsPointer ?? false;
    }

    /// <summary>Rounds up to a multiple; sizes saturate far above every limit.</summary>
    private protected static long AlignTo(long size, int alignment) => (size + alignment - 1) / alignment * alignment;
}
