using System.Globalization;
using Compose.Wasm.Components;

namespace Compose.Wit.Making;

/// <summary>
/// Makes an instance of an exported interface: a small component takes the lifted functions and the types they speak
/// of, and exports them under the interface's own names. Only so do the types of functions refer to types that the
/// interface exports.
/// </summary>
internal sealed class ExportWrapper
{
    private readonly ComponentTypeEncoder _outer;
    private readonly ComponentBuilder _component = new();
    private readonly ComponentTypeEncoder _imports;
    private readonly ComponentTypeEncoder _exports;
    private readonly List<(string, SortIndex)> _arguments = [];
    private readonly HashSet<DefinedType> _bound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, TypeIndex> _resources = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private ExportWrapper(ComponentTypeEncoder outer)
    {
        _outer = outer;
        _imports = new ComponentTypeEncoder(_component);
        _exports = new ComponentTypeEncoder(_component);
    }

    /// <param name="builder">The component around; it gets the small one and an instance of it.</param>
    /// <param name="outer">What knows the types of the component around.</param>
    /// <param name="type">The interface.</param>
    /// <param name="functions">Its functions, lifted.</param>
    public static InstanceIndex Wrap(ComponentBuilder builder, ComponentTypeEncoder outer, InstanceType type, IReadOnlyDictionary<string, FuncIndex> functions)
    {
        var wrapper = new ExportWrapper(outer);
        foreach (ComponentExtern item in type.Exports)
        {
            if (item.Type.Kind == ComponentExternKind.Type)
            {
                wrapper.Import(item);
            }
        }

        var imported = new Dictionary<string, FuncIndex>(StringComparer.Ordinal);
        foreach (ComponentExtern item in type.Exports)
        {
            if (item.Type.AsFunc is { } function)
            {
                string name = wrapper.Unique("import-func-" + Plain(item.Name));
                imported.Add(item.Name, wrapper._component.ImportFunc(name, wrapper._imports.Encode(function)));
                wrapper._arguments.Add((name, functions[item.Name]));
            }
        }

        foreach (ComponentExtern item in type.Exports)
        {
            if (item.Type.AsFunc is { } function)
            {
                wrapper._component.Export(
                    item.Name, imported[item.Name], ExternTypeSyntax.Func(wrapper._exports.Encode(function)), item.Attributes);
            }
            else
            {
                wrapper.Export(item);
            }
        }

        return builder.Instantiate(builder.Component(wrapper._component), wrapper._arguments);
    }

    /// <summary>A function's name as a plain label: <c>[method]bucket.get</c> → <c>method-bucket-get</c>.</summary>
    private static string Plain(string name) =>
        name.Replace("[", string.Empty, StringComparison.Ordinal).Replace(']', '-').Replace('.', '-');

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = name + "-x" + i.ToString(CultureInfo.InvariantCulture);
        }

        return unique;
    }

    /// <summary>Imports a type of the interface, and whatever it is made of that has a name.</summary>
    private void Import(ComponentExtern item)
    {
        DefinedType referenced = item.Type.Referenced!;
        _bound.Add(item.Type.Type!);
        _bound.Add(referenced);
        if (referenced is ResourceType resource)
        {
            _imports.Bind(item.Type.Type!, Resource(resource, item.Name));
            return;
        }

        if (referenced is not ComponentValueType value)
        {
            throw new InvalidOperationException($"an interface exports the {referenced.KindName} `{item.Name}`");
        }

        if (value is PrimitiveType)
        {
            return;
        }

        _imports.Bind(item.Type.Type!, Value(value, item.Name));
    }

    private TypeIndex Resource(ResourceType resource, string name)
    {
        if (!_resources.TryGetValue(resource.Id, out TypeIndex index))
        {
            string import = Unique("import-type-" + name);
            index = _component.ImportType(import, ExternTypeSyntax.NewResource());
            _arguments.Add((import, _outer.Encode(resource)));
            _resources.Add(resource.Id, index);
            _imports.Bind(resource, index);
            _exports.Bind(resource, index);
        }

        return index;
    }

    private TypeIndex Value(ComponentValueType value, string name)
    {
        foreach (DefinedType part in PartsOf(value))
        {
            Bind(part);
        }

        string import = Unique("import-type-" + name);
        TypeIndex index = _component.ImportType(import, ExternTypeSyntax.Equal(Index(_imports.Encode(value))));
        _arguments.Add((import, Index(_outer.Encode(value))));
        return index;
    }

    /// <summary>Lets parts of types refer to imports: resources and types with names that the interface does not export itself.</summary>
    private void Bind(DefinedType part)
    {
        if (part is ResourceType resource)
        {
            Resource(resource, resource.Name ?? resource.Id.Name ?? "resource");
            return;
        }

        if (part is not ComponentValueType value || value is PrimitiveType || !_bound.Add(part))
        {
            return;
        }

        if (value is RecordType or VariantType or EnumType or FlagsType && value.Name is { } name)
        {
            TypeIndex index = Value(value, name);
            _imports.Bind(part, index);
            _exports.Bind(part, index);
            return;
        }

        foreach (DefinedType inner in PartsOf(value))
        {
            Bind(inner);
        }
    }

    private void Export(ComponentExtern item)
    {
        DefinedType referenced = item.Type.Referenced!;
        TypeIndex index = referenced switch
        {
            ResourceType resource => _resources[resource.Id],
            PrimitiveType primitive => _component.Primitive(primitive.Kind),
            _ => Index(_exports.Encode((ComponentValueType)referenced)),
        };
        TypeIndex exported = new(_component.Export(item.Name, index, null, item.Attributes).Index);
        _exports.Bind(item.Type.Type!, exported);
    }

    private static TypeIndex Index(ValueTypeRef reference) => new(reference.Index);

    internal static IEnumerable<DefinedType> PartsOf(ComponentValueType type) => type switch
    {
        RecordType record => record.Fields.Select(field => (DefinedType)field.Type),
        VariantType variant => variant.Cases.Where(one => one.Type is not null).Select(one => (DefinedType)one.Type!),
        TupleType tuple => tuple.Elements,
        ListType list => [list.Element],
        FixedListType list => [list.Element],
        MapType map => [map.Key, map.Value],
        OptionType option => [option.Some],
        ResultType result => ((DefinedType?[])[result.Ok, result.Error]).OfType<DefinedType>(),
        HandleType handle => [handle.Resource],
        StreamType { Element: { } element } => [element],
        FutureType { Element: { } element } => [element],
        _ => [],
    };
}
