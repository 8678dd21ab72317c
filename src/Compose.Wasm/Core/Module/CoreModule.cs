namespace Compose.Wasm.Core;

/// <summary>
/// A decoded core module. Immutable and thread-safe. Bodies, expressions and segments stay slices of
/// <see cref="Bytes"/>; nothing is copied. Index spaces hold imports first. Decoded is not yet valid: see
/// CoreModuleValidator; members that take an index expect a valid one.
/// </summary>
public sealed class CoreModule
{
    /// <summary>The whole binary; offsets of the model count from its start.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The features that the module was read under.</summary>
    public required WasmFeatures Features { get; init; }

    /// <summary>
    /// Where the binary begins within the outermost one (a component), for offsets in errors; 0 for a module on its own.
    /// </summary>
    public long BaseOffset { get; init; }

    public IndexSpace<SubType> Types { get; init; }

    public IndexSpace<Import> Imports { get; init; }

    /// <summary>Type index of every function, imports first.</summary>
    public IndexSpace<int> FunctionTypeIndexes { get; init; }

    public IndexSpace<TableDefinition> Tables { get; init; }

    public IndexSpace<MemoryType> Memories { get; init; }

    public IndexSpace<GlobalDefinition> Globals { get; init; }

    public IndexSpace<TagType> Tags { get; init; }

    public IndexSpace<Export> Exports { get; init; }

    /// <summary>Function to call at the end of instantiation, or null.</summary>
    public int? StartFunction { get; init; }

    public IndexSpace<ElementSegment> Elements { get; init; }

    public IndexSpace<DataSegment> Data { get; init; }

    /// <summary>Content of the data count section, or null if there is none.</summary>
    public int? DataCount { get; init; }

    /// <summary>Bodies of the functions that the module defines; body <c>i</c> is function <c>ImportedFunctionCount + i</c>.</summary>
    public IndexSpace<FunctionBody> Bodies { get; init; }

    public IndexSpace<CustomSection> CustomSections { get; init; }

    /// <summary>All sections in order, custom ones included (their ids are 0).</summary>
    public IndexSpace<BinarySection> Sections { get; init; }

    public int ImportedFunctionCount { get; init; }

    public int ImportedTableCount { get; init; }

    public int ImportedMemoryCount { get; init; }

    public int ImportedGlobalCount { get; init; }

    public int ImportedTagCount { get; init; }

    internal LocalGroup[] LocalGroups { get; init; } = [];

    /// <summary>Recursion groups without a type: the number of types that stand before each.</summary>
    internal int[] EmptyTypeGroups { get; init; } = [];

    /// <summary>Offset of the start section's function index, for errors.</summary>
    internal int StartOffset { get; init; }

    public int FunctionCount => FunctionTypeIndexes.Length;

    /// <summary>Whether the function is imported.</summary>
    public bool IsImported(int functionIndex) => functionIndex < ImportedFunctionCount;

    /// <summary>The type of a function. The module must be valid.</summary>
    public FuncType FunctionTypeOf(int functionIndex) => FuncTypeAt(FunctionTypeIndexes[functionIndex]);

    /// <summary>The function type with the type index <paramref name="typeIndex"/>. The module must be valid.</summary>
    public FuncType FuncTypeAt(int typeIndex) =>
        Types[typeIndex].Func ?? throw new InvalidOperationException($"type {typeIndex} is not a function type");

    /// <summary>The body of a defined function, by function index.</summary>
    public FunctionBody BodyOf(int functionIndex) => Bodies[functionIndex - ImportedFunctionCount];

    /// <summary>Runs of declared locals, without parameters.</summary>
    public ReadOnlySpan<LocalGroup> LocalsOf(scoped in FunctionBody body) => LocalGroups.AsSpan(body.LocalsStart, body.LocalsLength);

    /// <summary>The bytes of an expression.</summary>
    public ReadOnlySpan<byte> BytesOf(ConstantExpression expression) => Bytes.Span.Slice(expression.Offset, expression.Length);

    /// <summary>The content of a data segment.</summary>
    public ReadOnlySpan<byte> BytesOf(scoped in DataSegment segment) => Bytes.Span.Slice(segment.Offset, segment.Length);

    /// <summary>The content of a custom section.</summary>
    public ReadOnlySpan<byte> BytesOf(scoped in CustomSection section) => Bytes.Span.Slice(section.Offset, section.Length);

    /// <summary>A decoder of the code of a body (its locals are passed over).</summary>
    public OperatorReader OperatorsOf(scoped in FunctionBody body) =>
        new(Bytes.Span.Slice(body.CodeOffset, body.CodeLength), Features, BaseOffset + body.CodeOffset, DataCount is not null);

    /// <summary>A decoder of an expression.</summary>
    public OperatorReader OperatorsOf(ConstantExpression expression) =>
        new(BytesOf(expression), Features, BaseOffset + expression.Offset, hasDataCount: true);

    /// <summary>The items of a segment whose <see cref="ElementSegment.HasExpressions"/> is false.</summary>
    public int[] FunctionIndexesOf(scoped in ElementSegment segment)
    {
        if (segment.HasExpressions)
        {
            throw new InvalidOperationException("the segment holds expressions");
        }

        var reader = new WasmReader(Bytes.Span.Slice(segment.ItemsOffset, segment.ItemsLength), BaseOffset + segment.ItemsOffset);
        var items = new int[segment.ItemCount];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = (int)reader.ReadVarU32();
        }

        return items;
    }

    /// <summary>The items of a segment whose <see cref="ElementSegment.HasExpressions"/> is true.</summary>
    public ConstantExpression[] ExpressionsOf(scoped in ElementSegment segment)
    {
        if (!segment.HasExpressions)
        {
            throw new InvalidOperationException("the segment holds function indexes");
        }

        var reader = new WasmReader(Bytes.Span.Slice(segment.ItemsOffset, segment.ItemsLength), BaseOffset + segment.ItemsOffset);
        var items = new ConstantExpression[segment.ItemCount];
        for (int i = 0; i < items.Length; i++)
        {
            int start = reader.Position;
            int length = OperatorReader.SkipExpression(ref reader, Features);
            items[i] = new ConstantExpression(segment.ItemsOffset + start, length);
        }

        return items;
    }

    /// <summary>The export with this name, or null.</summary>
    public Export? FindExport(string name)
    {
        foreach (Export export in Exports)
        {
            if (export.Name == name)
            {
                return export;
            }
        }

        return null;
    }

    /// <summary>The type of what an index of a kind names.</summary>
    public ExternType ExternTypeOf(ExternKind kind, int index) => kind switch
    {
        ExternKind.Function => ExternType.Function(FunctionTypeIndexes[index]),
        ExternKind.Table => ExternType.Of(Tables[index].Type),
        ExternKind.Memory => ExternType.Of(Memories[index]),
        ExternKind.Global => ExternType.Of(Globals[index].Type),
        _ => ExternType.Tag(Tags[index].TypeIndex),
    };
}
