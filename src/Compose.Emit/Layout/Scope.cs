using Compose.Emit.Authority;
using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Layout;

/// <summary>
/// One component that is being written, and where in its index spaces things are found: the root of the artifact or
/// one of its segments.
/// </summary>
internal sealed class Scope(ResourceResolver resolver)
{
    private readonly Dictionary<Supply, InstanceIndex> _supplies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, InstanceIndex> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NodeExport, SortIndex> _exports = [];
    private readonly Dictionary<ResourceKey, TypeIndex> _types = [];
    private readonly Dictionary<ResourceKey, (InstanceIndex Instance, string Name)> _places = [];
    private readonly Dictionary<(Supply, string), FuncIndex> _functions = [];

    private readonly Dictionary<(ImportUnit, bool, int), InstanceTypeBuilder> _ownTypes = [];

    private readonly Dictionary<string, FuncIndex> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<ComponentUnit, ComponentIndex> _components = new(ReferenceEqualityComparer.Instance);

    /// <summary>Value types that imports of this scope name, by root.</summary>
    private readonly Dictionary<DefinedType, (InstanceIndex Instance, string Name)> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DefinedType, TypeIndex> _namedIndex = new(ReferenceEqualityComparer.Instance);

    public bool IsRoot { get; init; }

    public ComponentBuilder Writer { get; } = new();

    /// <summary>Instances in the index space so far.</summary>
    public int InstanceCount => Writer.Count(ComponentSort.Instance);

    /// <summary>A supply is at hand as an instance.</summary>
    /// <param name="supply">What it is.</param>
    /// <param name="instance">Its index.</param>
    /// <param name="isImport">Whether the instance is imported here: then imports after it may refer to its types. Types
    /// with resources are known of shared imports only, since what is compiled in may stand beside them.</param>
    public void Place(Supply supply, InstanceIndex instance, bool isImport = false)
    {
        _supplies.Add(supply, instance);
        if (isImport && supply is not OwnImport and not SharedImport { IsBare: true })
        {
            foreach (var member in supply.Shape.Types)
            {
                if (supply is not SharedImport && member.Declaration.Type.Type!.ContainsResource)
                {
                    continue;
                }

                _named.TryAdd(member.Declaration.Type.Type!.Root, (instance, member.Name));
                foreach (var (other, _) in member.Others)
                {
                    _named.TryAdd(other.Type.Type!.Root, (instance, member.Name));
                }
            }
        }
    }

    public void Place(Node node, InstanceIndex instance) => _nodes.Add(node, instance);

    public void Place(NodeExport export, SortIndex index) => _exports.Add(export, index);

    /// <summary>The instance index of a supply that was placed.</summary>
    public InstanceIndex InstanceOf(Supply supply) => _supplies[supply];

    /// <summary>The index, in the space of its sort, of an instance's export; aliased on first use.</summary>
    public SortIndex IndexOf(NodeExport export)
    {
        if (!_exports.TryGetValue(export, out var index))
        {
            index = Writer.Alias(SortOf(export.Declaration), _nodes[export.Node], export.Declaration.Name);
            _exports.Add(export, index);
        }

        return index;
    }

    /// <summary>The type index of a resource that a placed supply names; aliased on first use.</summary>
    public TypeIndex TypeOf(Supply supply, string name)
    {
        var key = new ResourceKey(supply, null, -1, name);
        if (!_types.TryGetValue(key, out var index))
        {
            index = Writer.AliasType(_supplies[supply], name);
            _types.Add(key, index);
        }

        return index;
    }

    public FuncIndex FunctionOf(Supply supply, string name)
    {
        if (!_functions.TryGetValue((supply, name), out var index))
        {
            index = Writer.AliasFunc(_supplies[supply], name);
            _functions.Add((supply, name), index);
        }

        return index;
    }

    /// <summary>The function of a constant, given the instance of the constants.</summary>
    public FuncIndex Constant(InstanceIndex instance, string name)
    {
        if (!_constants.TryGetValue(name, out var index))
        {
            index = Writer.AliasFunc(instance, name);
            _constants.Add(name, index);
        }

        return index;
    }

    /// <summary>The index of a component that the root defines.</summary>
    public ComponentIndex ComponentOf(ComponentUnit unit, Dictionary<ComponentUnit, ComponentIndex> root)
    {
        if (IsRoot)
        {
            return root[unit];
        }

        if (!_components.TryGetValue(unit, out var index))
        {
            index = Writer.AliasOuter(1, root[unit]);
            _components.Add(unit, index);
        }

        return index;
    }

    /// <summary>The encoded type of what a supply answers, as this scope sees its resources.</summary>
    /// <param name="supply">An import, or something that another scope placed.</param>
    /// <param name="levels">How many scopes lie between the type and this one.</param>
    public InstanceTypeBuilder TypeOf(Supply supply, int levels = 1)
    {
        // Imports of instances' own differ in name only, if they are of one component.
        if (supply is not OwnImport own)
        {
            return Encode(supply, levels);
        }

        if (!_ownTypes.TryGetValue((own.Import, own.DefinesResources, levels), out var type))
        {
            type = Encode(supply, levels);
            _ownTypes.Add((own.Import, own.DefinesResources, levels), type);
        }

        return type;
    }

    private InstanceTypeBuilder Encode(Supply supply, int levels)
    {
        var shape = supply.Shape;
        var names = shape.ResourceNames;
        var builder = new InstanceTypeBuilder();
        var encoder = new InstanceTypeEncoder(
            builder,
            id =>
            {
                var (track, name) = names[id];
                var owner = ResourceResolver.OwnerOf(supply, track);
                return ReferenceEquals(owner, supply) ? null : TypeOf(owner, name);
            },
            levels,
            supply is CompiledSupply ? NamedPlainType : NamedType);
        bool bare = supply is SharedImport { IsBare: true };
        foreach (var member in bare ? shape.Resources : shape.Members)
        {
            if (member.Declaration.Type.AsFunc is { } func)
            {
                encoder.ExportFunc(member.Name, func);
            }
            else
            {
                encoder.ExportType(member.Declaration, member.Others.Select(static o => o.Declaration));
            }
        }

        return builder;
    }

    /// <summary>
    /// Imports an instance that another scope made. Resources that this scope does not know yet become known by it.
    /// </summary>
    public void Import(string name, NodeExport export)
    {
        if (export.Declaration.Type.AsInstance is not { } type)
        {
            throw new ComposeException(
                ErrorCodes.Emit.LimitExceeded,
                $"the composition is too large for one component, and `{export.Declaration.Name}` of `{export.Node.Path}` is no instance, so it cannot be handed from one part to another",
                new ErrorLocation { Instance = export.Node.Path },
                "export it in an interface");
        }

        var introduced = new List<(ResourceKey Key, string Name)>();
        var builder = new InstanceTypeBuilder();
        var encoder = new InstanceTypeEncoder(
            builder,
            id =>
            {
                var key = resolver.Resolve(export.Node, id);
                return key.Supply is { } supply ? TypeOf(supply, key.Name!) : Known(key);
            },
            levels: 1,
            NamedPlainType);
        foreach (var member in type.Exports)
        {
            switch (member.Kind)
            {
                case ComponentExternKind.Func:
                    encoder.ExportFunc(member.Name, member.Type.AsFunc!);
                    break;
                case ComponentExternKind.Type:
                    if (member.Type.AsResource is { } resource)
                    {
                        var key = resolver.Resolve(export.Node, resource.Id);
                        if (key.Supply is null && Known(key) is null)
                        {
                            introduced.Add((key, member.Name));
                        }
                    }

                    encoder.ExportType(member, []);
                    break;
                default:
                    throw new ComposeException(
                        ErrorCodes.Emit.CompositionFailed,
                        $"`{member.Name}` in `{export.Declaration.Name}` of `{export.Node.Path}` is a {member.Kind}, which cannot be handed from one part of a large artifact to another");
            }
        }

        var index = Writer.ImportInstance(name, Writer.Define(builder));
        Place(export, index);
        foreach (var (key, member) in introduced)
        {
            _places.TryAdd(key, (index, member));
        }

        foreach (var member in type.Exports)
        {
            if (member.Type is { Kind: ComponentExternKind.Type, Type: ComponentValueType { ContainsResource: false } value })
            {
                _named.TryAdd(value.Root, (index, member.Name));
            }
        }
    }

    public static ComponentSort SortOf(ComponentExtern declaration) => declaration.Kind switch
    {
        ComponentExternKind.Instance => ComponentSort.Instance,
        ComponentExternKind.Func => ComponentSort.Func,
        ComponentExternKind.Type => ComponentSort.Type,
        ComponentExternKind.Component => ComponentSort.Component,
        _ => throw new ComposeException(
            ErrorCodes.Emit.CompositionFailed,
            $"`{declaration.Name}` is a {declaration.Kind}; only interfaces, functions, types and components can be wired or exported"),
    };

    private TypeIndex? NamedPlainType(DefinedType root) => root.ContainsResource ? null : NamedType(root);

    /// <summary>The index of a value type that an import of this scope names; aliased on first use.</summary>
    private TypeIndex? NamedType(DefinedType root)
    {
        if (_namedIndex.TryGetValue(root, out var index))
        {
            return index;
        }

        if (!_named.TryGetValue(root, out var place))
        {
            return null;
        }

        index = Writer.AliasType(place.Instance, place.Name);
        _namedIndex.Add(root, index);
        return index;
    }

    private TypeIndex? Known(ResourceKey key)
    {
        if (_types.TryGetValue(key, out var index))
        {
            return index;
        }

        if (_places.TryGetValue(key, out var place))
        {
            index = Writer.AliasType(place.Instance, place.Name);
            _types.Add(key, index);
            return index;
        }

        return null;
    }
}
