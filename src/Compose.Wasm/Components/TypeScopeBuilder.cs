using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// What components, component types and instance types have in common when they are built: index spaces of types and
/// instances, type definitions, aliases. Items get their indexes in the order of the calls, and equal calls give equal
/// bytes. Nothing is checked beyond arguments that cannot be written: the result is for <see cref="ComponentValidator"/>.
/// </summary>
public abstract class TypeScopeBuilder
{
    private readonly int[] _counts = new int[0x106];

    private protected TypeScopeBuilder()
    {
    }

    /// <summary>Number of items of a sort so far: the index that the next one gets.</summary>
    public int Count(ComponentSort sort) => _counts[(int)sort];

    /// <summary>Where to write the next definition of a kind, which is then complete.</summary>
    private protected abstract WasmWriter Begin(DefinitionKind kind);

    private protected int Next(ComponentSort sort) => _counts[(int)sort]++;

    /// <summary>A primitive under a type index.</summary>
    public TypeIndex Primitive(PrimitiveKind kind)
    {
        BeginType((byte)kind);
        return NextType();
    }

    public TypeIndex Record(IReadOnlyList<LabelledType> fields) => Labelled(TypeSyntaxKind.Record, fields);

    /// <summary>A variant; a case without payload has the type <see cref="ValueTypeRef.None"/>.</summary>
    public TypeIndex Variant(IReadOnlyList<LabelledType> cases) => Labelled(TypeSyntaxKind.Variant, cases);

    public TypeIndex Flags(IReadOnlyList<string> names) => Labels(TypeSyntaxKind.Flags, names);

    public TypeIndex Enum(IReadOnlyList<string> cases) => Labels(TypeSyntaxKind.Enum, cases);

    public TypeIndex List(ValueTypeRef element)
    {
        SyntaxWriter.WriteValueType(BeginType((byte)TypeSyntaxKind.List), element);
        return NextType();
    }

    public TypeIndex FixedList(ValueTypeRef element, uint length)
    {
        var writer = BeginType((byte)TypeSyntaxKind.FixedList);
        SyntaxWriter.WriteValueType(writer, element);
        writer.WriteVarU32(length);
        return NextType();
    }

    public TypeIndex Map(ValueTypeRef key, ValueTypeRef value)
    {
        var writer = BeginType((byte)TypeSyntaxKind.Map);
        SyntaxWriter.WriteValueType(writer, key);
        SyntaxWriter.WriteValueType(writer, value);
        return NextType();
    }

    public TypeIndex Tuple(IReadOnlyList<ValueTypeRef> elements)
    {
        var writer = BeginType((byte)TypeSyntaxKind.Tuple);
        writer.WriteVarU32(elements.Count);
        foreach (var element in elements)
        {
            SyntaxWriter.WriteValueType(writer, element);
        }

        return NextType();
    }

    public TypeIndex Option(ValueTypeRef some)
    {
        SyntaxWriter.WriteValueType(BeginType((byte)TypeSyntaxKind.Option), some);
        return NextType();
    }

    /// <summary>A result; <see cref="ValueTypeRef.None"/> for a side without payload.</summary>
    public TypeIndex Result(ValueTypeRef ok, ValueTypeRef error)
    {
        var writer = BeginType((byte)TypeSyntaxKind.Result);
        SyntaxWriter.WriteOptionalType(writer, ok);
        SyntaxWriter.WriteOptionalType(writer, error);
        return NextType();
    }

    public TypeIndex Own(TypeIndex resource)
    {
        BeginType((byte)TypeSyntaxKind.Own).WriteVarU32(resource.Value);
        return NextType();
    }

    public TypeIndex Borrow(TypeIndex resource)
    {
        BeginType((byte)TypeSyntaxKind.Borrow).WriteVarU32(resource.Value);
        return NextType();
    }

    public TypeIndex Stream(ValueTypeRef element)
    {
        SyntaxWriter.WriteOptionalType(BeginType((byte)TypeSyntaxKind.Stream), element);
        return NextType();
    }

    public TypeIndex Future(ValueTypeRef element)
    {
        SyntaxWriter.WriteOptionalType(BeginType((byte)TypeSyntaxKind.Future), element);
        return NextType();
    }

    /// <summary>A function type; <see cref="ValueTypeRef.None"/> for no result.</summary>
    public TypeIndex Func(IReadOnlyList<LabelledType> parameters, ValueTypeRef result, bool isAsync = false)
    {
        var writer = BeginType((byte)(isAsync ? TypeSyntaxKind.AsyncFunc : TypeSyntaxKind.Func));
        writer.WriteVarU32(parameters.Count);
        foreach (var (label, type) in parameters)
        {
            writer.WriteName(label);
            SyntaxWriter.WriteValueType(writer, type);
        }

        SyntaxWriter.WriteResultList(writer, result);
        return NextType();
    }

    /// <summary>An instance type; the builder must not be used further.</summary>
    public TypeIndex Define(InstanceTypeBuilder type) => Define(TypeSyntaxKind.Instance, type);

    /// <summary>A component type; the builder must not be used further.</summary>
    public TypeIndex Define(ComponentTypeBuilder type) => Define(TypeSyntaxKind.Component, type);

    /// <summary>A core function type.</summary>
    public CoreTypeIndex CoreFunc(FuncType type)
    {
        CoreTypeWriter.WriteSubType(Begin(DefinitionKind.CoreType), SubType.OfFunc(type));
        return new CoreTypeIndex(Next(ComponentSort.CoreType));
    }

    /// <summary>A core module type.</summary>
    public CoreTypeIndex Define(CoreModuleTypeBuilder type)
    {
        type.WriteTo(Begin(DefinitionKind.CoreType));
        return new CoreTypeIndex(Next(ComponentSort.CoreType));
    }

    /// <summary>A type that an instance exports.</summary>
    public TypeIndex AliasType(InstanceIndex instance, string name) => new(AliasExport(ComponentSort.Type, instance, name));

    /// <summary>An instance that an instance exports.</summary>
    public InstanceIndex AliasInstance(InstanceIndex instance, string name) => new(AliasExport(ComponentSort.Instance, instance, name));

    /// <summary>A type of an enclosing scope, <paramref name="count"/> scopes outward.</summary>
    public TypeIndex AliasOuter(int count, TypeIndex type) => new(AliasOuter(ComponentSort.Type, count, type.Value));

    /// <summary>A core type of an enclosing scope.</summary>
    public CoreTypeIndex AliasOuter(int count, CoreTypeIndex type) => new(AliasOuter(ComponentSort.CoreType, count, type.Value));

    private protected int AliasExport(ComponentSort sort, InstanceIndex instance, string name)
    {
        var writer = Begin(DefinitionKind.Alias);
        SyntaxWriter.WriteSort(writer, sort);
        writer.WriteByte((byte)AliasKind.Export);
        writer.WriteVarU32(instance.Value);
        writer.WriteName(name);
        return Next(sort);
    }

    private protected int AliasOuter(ComponentSort sort, int count, int index)
    {
        var writer = Begin(DefinitionKind.Alias);
        SyntaxWriter.WriteSort(writer, sort);
        writer.WriteByte((byte)AliasKind.Outer);
        writer.WriteVarU32(count);
        writer.WriteVarU32(index);
        return Next(sort);
    }

    private protected WasmWriter BeginType(byte code)
    {
        var writer = Begin(DefinitionKind.Type);
        writer.WriteByte(code);
        return writer;
    }

    private protected TypeIndex NextType() => new(Next(ComponentSort.Type));

    private TypeIndex Define(TypeSyntaxKind kind, DeclarationBuilder type)
    {
        var writer = BeginType((byte)kind);
        type.WriteTo(writer);
        return NextType();
    }

    private TypeIndex Labelled(TypeSyntaxKind kind, IReadOnlyList<LabelledType> items)
    {
        var writer = BeginType((byte)kind);
        writer.WriteVarU32(items.Count);
        foreach (var (label, type) in items)
        {
            writer.WriteName(label);
            if (kind == TypeSyntaxKind.Record)
            {
                SyntaxWriter.WriteValueType(writer, type);
                continue;
            }

            SyntaxWriter.WriteOptionalType(writer, type);
            writer.WriteByte(0);
        }

        return NextType();
    }

    private TypeIndex Labels(TypeSyntaxKind kind, IReadOnlyList<string> labels)
    {
        var writer = BeginType((byte)kind);
        writer.WriteVarU32(labels.Count);
        foreach (var label in labels)
        {
            writer.WriteName(label);
        }

        return NextType();
    }
}
