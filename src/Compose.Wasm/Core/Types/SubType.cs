using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Core;

/// <summary>
/// One type definition: a function, struct or array type, whether others may extend it, the type it extends, and the
/// recursion group it belongs to. Type indexes are those of the module.
/// </summary>
public sealed class SubType
{
    private readonly FieldType[] _fields;

    private SubType(CompositeKind kind, FuncType? func, FieldType[] fields, bool isFinal, int supertype)
    {
        Kind = kind;
        Func = func;
        _fields = fields;
        IsFinal = isFinal;
        Supertype = supertype;
        HasDefault = true;
        foreach (FieldType field in fields)
        {
            HasDefault &= field.Storage.IsDefaultable;
        }
    }

    /// <summary>A function type.</summary>
    public static SubType OfFunc(FuncType func, bool isFinal = true, int supertype = -1) =>
        new(CompositeKind.Func, func, [], isFinal, supertype);

    /// <summary>A struct type.</summary>
    public static SubType OfStruct(FieldType[] fields, bool isFinal = true, int supertype = -1) =>
        new(CompositeKind.Struct, null, fields, isFinal, supertype);

    /// <summary>An array type.</summary>
    public static SubType OfArray(FieldType element, bool isFinal = true, int supertype = -1) =>
        new(CompositeKind.Array, null, [element], isFinal, supertype);

    public CompositeKind Kind { get; }

    /// <summary>Set exactly for function types.</summary>
    public FuncType? Func { get; }

    /// <summary>Fields of a struct; the one element of an array; empty for a function.</summary>
    public ReadOnlySpan<FieldType> Fields => _fields;

    /// <summary>Every field starts as zero or null if nothing is given.</summary>
    public bool HasDefault { get; }

    /// <summary>No type may extend this one.</summary>
    public bool IsFinal { get; }

    /// <summary>Index of the type that this one extends, or -1.</summary>
    public int Supertype { get; }

    /// <summary>Index of the first type of the recursion group.</summary>
    public int GroupStart { get; internal set; }

    /// <summary>Number of types in the recursion group.</summary>
    public int GroupLength { get; internal set; } = 1;

    /// <summary>The type stands alone, and the binary writes its group out nevertheless.</summary>
    internal bool IsGroupWritten { get; set; }

    /// <summary>The type is final and extends nothing, and the binary says so nevertheless.</summary>
    internal bool IsFinalWritten { get; set; }

    /// <summary>Byte offset of the definition in the binary.</summary>
    public long Offset { get; internal set; }

    [MemberNotNullWhen(true, nameof(Func))]
    public bool IsFunc => Func is not null;

    public override string ToString() => Func?.ToString() ?? $"{Kind} [{string.Join(' ', _fields)}]";
}
