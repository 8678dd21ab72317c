namespace Compose.Wasm.Components;

/// <summary>The type of an import or export as the binary writes it (<c>externtype</c>).</summary>
public readonly record struct ExternTypeSyntax
{
    public ComponentExternKind Kind { get; internal init; }

    /// <summary>For a type or value: whether it is bounded by <c>(eq index)</c>; else it is a new resource, or has
    /// the value type <see cref="ValueType"/>.</summary>
    public bool IsEqual { get; internal init; }

    /// <summary>The core type of a module; the type of a function, component or instance; the type or value it
    /// equals.</summary>
    public int Index { get; internal init; }

    /// <summary>The type of a value.</summary>
    public ValueTypeRef ValueType { get; internal init; }

    /// <summary>A value's type stands without the code of its bound, as some tools write it.</summary>
    internal bool IsBare { get; init; }

    public static ExternTypeSyntax Func(TypeIndex type) => new() { Kind = ComponentExternKind.Func, Index = type.Value };

    public static ExternTypeSyntax Instance(TypeIndex type) => new() { Kind = ComponentExternKind.Instance, Index = type.Value };

    public static ExternTypeSyntax Component(TypeIndex type) => new() { Kind = ComponentExternKind.Component, Index = type.Value };

    public static ExternTypeSyntax CoreModule(CoreTypeIndex type) => new() { Kind = ComponentExternKind.CoreModule, Index = type.Value };

    /// <summary><c>(type (eq type))</c>.</summary>
    public static ExternTypeSyntax Equal(TypeIndex type) => new() { Kind = ComponentExternKind.Type, IsEqual = true, Index = type.Value };

    /// <summary><c>(type (sub resource))</c>.</summary>
    public static ExternTypeSyntax NewResource() => new() { Kind = ComponentExternKind.Type };

    /// <summary>A value of a type.</summary>
    public static ExternTypeSyntax Value(ValueTypeRef type) => new() { Kind = ComponentExternKind.Value, ValueType = type };
}
