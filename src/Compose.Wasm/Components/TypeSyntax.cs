namespace Compose.Wasm.Components;

/// <summary>
/// A type as the binary writes it (<c>deftype</c>), with indexes. Which members hold depends on <see cref="Kind"/>.
/// The resolved form is <see cref="DefinedType"/>.
/// </summary>
public sealed class TypeSyntax
{
    internal TypeSyntax(TypeSyntaxKind kind)
    {
        Kind = kind;
    }

    public TypeSyntaxKind Kind { get; }

    /// <summary>The primitive.</summary>
    public PrimitiveKind Primitive { get; internal init; }

    /// <summary>Labels of fields, cases, flags or parameters.</summary>
    public IReadOnlyList<string> Labels { get; internal init; } = [];

    /// <summary>
    /// Types of fields, cases (none where a case has no payload), elements, parameters; one for list, fixed list,
    /// option, stream, future; ok and error of a result; key and value of a map.
    /// </summary>
    public IReadOnlyList<ValueTypeRef> Types
    {
        get;
        internal init => field = FixedList<ValueTypeRef>.Of(value);
    } = [];

    /// <summary>The resource type of own and borrow.</summary>
    public int ResourceIndex { get; internal init; }

    /// <summary>The length of a fixed list.</summary>
    public uint Length { get; internal init; }

    /// <summary>The result of a function, or none.</summary>
    public ValueTypeRef Result { get; internal init; }

    /// <summary>Whether the function is async.</summary>
    public bool IsAsync { get; internal init; }

    /// <summary>The declarations of a component or instance type.</summary>
    public IReadOnlyList<ComponentDefinition> Declarations { get; internal init; } = [];

    /// <summary>The representation of a resource: i32, or i64 with 64-bit memories.</summary>
    public Core.ValType Representation { get; internal init; }

    /// <summary>The core function that destroys a resource, or null.</summary>
    public int? Destructor { get; internal init; }
}
