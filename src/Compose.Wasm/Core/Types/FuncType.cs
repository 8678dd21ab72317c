namespace Compose.Wasm.Core;

/// <summary>A function type: parameters and results. Equality is by content (bits of the value types).</summary>
public sealed class FuncType : IEquatable<FuncType>
{
    private readonly ValType[] _params;
    private readonly ValType[] _results;

    public FuncType(ReadOnlySpan<ValType> parameters, ReadOnlySpan<ValType> results)
    {
        _params = parameters.ToArray();
        _results = results.ToArray();
    }

    /// <summary>No parameters, no results.</summary>
    public static FuncType Empty { get; } = new([], []);

    public ReadOnlySpan<ValType> Params => _params;

    public ReadOnlySpan<ValType> Results => _results;

    internal ValType[] ParamArray => _params;

    internal ValType[] ResultArray => _results;

    public bool Equals(FuncType? other) =>
        other is not null && Params.SequenceEqual(other.Params) && Results.SequenceEqual(other.Results);

    public override bool Equals(object? obj) => Equals(obj as FuncType);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ValType type in _params)
        {
            hash.Add(type);
        }

        hash.Add(_results.Length);
        foreach (ValType type in _results)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>[i32 i32] -> [i64]</c>.</summary>
    public override string ToString() => $"[{string.Join(' ', _params)}] -> [{string.Join(' ', _results)}]";
}
