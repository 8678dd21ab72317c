namespace Compose.Wasm.Core;

/// <summary>The type of a block: empty, one result, or a function type by index.</summary>
public readonly record struct BlockType
{
    private readonly int _index;

    private BlockType(ValType value, int index)
    {
        Value = value;
        _index = index;
    }

    /// <summary>No parameters, no results.</summary>
    public static BlockType Empty => default;

    /// <summary>One result.</summary>
    public static BlockType Of(ValType value) => new(value, 0);

    /// <summary>Parameters and results of a function type.</summary>
    public static BlockType OfType(int typeIndex) => new(default, typeIndex + 1);

    public bool IsEmpty => _index == 0 && Value.IsBottom;

    /// <summary>The one result; bottom if the type is empty or a function type.</summary>
    public ValType Value { get; }

    public bool IsFunction => _index != 0;

    /// <summary>Index of the function type, or -1.</summary>
    public int TypeIndex => _index - 1;
}
