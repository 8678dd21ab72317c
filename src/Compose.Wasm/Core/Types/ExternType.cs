namespace Compose.Wasm.Core;

/// <summary>The type of an import or export: <see cref="Kind"/> says which of the members holds.</summary>
public readonly record struct ExternType
{
    private ExternType(ExternKind kind) => Kind = kind;

    public ExternKind Kind { get; }

    /// <summary>Type index of a function or tag.</summary>
    public int TypeIndex { get; private init; }

    public TableType Table { get; private init; }

    public MemoryType Memory { get; private init; }

    public GlobalType Global { get; private init; }

    public static ExternType Function(int typeIndex) => new(ExternKind.Function) { TypeIndex = typeIndex };

    public static ExternType Tag(int typeIndex) => new(ExternKind.Tag) { TypeIndex = typeIndex };

    public static ExternType Of(TableType table) => new(ExternKind.Table) { Table = table };

    public static ExternType Of(MemoryType memory) => new(ExternKind.Memory) { Memory = memory };

    public static ExternType Of(GlobalType global) => new(ExternKind.Global) { Global = global };
}
