using Compose.Emit.Authority;
using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Emit.Stubs;
using Compose.Wasm.Components;

namespace Compose.Emit.Layout;

/// <summary>
/// Writes the artifact:
/// <code>
/// imports             tracks by use, then instances by path    (aliases of resource types in between)
/// components          each once, byte for byte, by digest
/// compiled supplies   what is denied, constant, or types only
/// instances           in order of instantiation; or segments of them, if the root has no room
/// exports             by name
/// sections            producers, compose:plan
/// </code>
/// </summary>
internal sealed partial class ArtifactBuilder
{
    /// <summary>What every current validator allows in one index space of instances.</summary>
    private const int HardInstanceLimit = 4_096;

    /// <summary>Begins the names of instances that are no instances of the plan: ids cannot begin so.</summary>
    private const string PartName = "#";

    private readonly Composition _composition;
    private readonly AuthorityPlan _authority;
    private readonly EmitOptions _options;
    private readonly ResourceResolver _resolver;
    private readonly Scope _root;
    private readonly Dictionary<ComponentUnit, ComponentIndex> _components = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Digest, ComponentIndex> _compiled = [];
    private readonly List<ImportRecord> _imports = [];
    private InstanceIndex _constants;
    private int _definitions = 1;

    public ArtifactBuilder(Composition composition, AuthorityPlan authority, EmitOptions options)
    {
        _composition = composition;
        _authority = authority;
        _options = options;
        _resolver = new ResourceResolver(authority);
        _root = new Scope(_resolver) { IsRoot = true };
    }

    /// <summary>Every import of the artifact, members of bundles included, in the order of the binary.</summary>
    public IReadOnlyList<ImportRecord> Imports => _imports;

    /// <summary>Writes everything but the custom sections.</summary>
    public ComponentBuilder Build()
    {
        CheckEstimates();
        var order = _composition.InOrderOfInstantiation();
        var planner = new SegmentPlanner(_composition, _authority);
        if (planner.RootSize() <= _options.InstanceLimit)
        {
            ImportSupplies(own: true);
            DefineComponents();
            CompileSupplies();
            foreach (var node in order)
            {
                Instantiate(_root, node, node.Unit);
            }
        }
        else
        {
            var segments = planner.Cut(order, _options.InstanceLimit - 8);
            bool bundled = IsBundled(segments);
            ImportSupplies(own: !bundled);
            DefineComponents();
            CompileSupplies();
            foreach (var segment in segments)
            {
                Write(segment, bundled);
            }
        }

        foreach (var export in _composition.Exports)
        {
            var item = new NodeExport(export.Node, export.Export);
            _root.Writer.Export(export.Name, _root.IndexOf(item));
        }

        if (_root.InstanceCount > HardInstanceLimit)
        {
            throw TooLarge($"the root of the artifact would hold {_root.InstanceCount} instances of at most {HardInstanceLimit}", "the parts of the composition share too many exports; split it into plans of fewer instances");
        }

        CheckDefinitions();
        return _root.Writer;
    }

    /// <summary>Step 5 and the compiled-in shared ones' imports.</summary>
    private void ImportSupplies(bool own)
    {
        var writer = _root.Writer;
        foreach (var supply in _authority.Supplies)
        {
            switch (supply)
            {
                case SharedImport shared:
                    _root.Place(shared, writer.ImportInstance(shared.Shape.Name, writer.Define(_root.TypeOf(shared))), isImport: true);
                    _imports.Add(ImportRecord.Of(shared));
                    break;
                case OwnImport single when own:
                    // A type of its own for every import: readers of WIT expect it where resources are repeated.
                    _root.Place(single, writer.ImportInstance(single.Name, writer.Define(_root.TypeOf(single))));
                    _imports.Add(ImportRecord.Of(single, bundle: null));
                    break;
            }
        }
    }

    private void DefineComponents()
    {
        var units = new SortedDictionary<Digest, ComponentUnit>();
        foreach (var node in _composition.Nodes)
        {
            units.TryAdd(node.Unit.Digest, node.Unit);
        }

        foreach (var unit in units.Values)
        {
            _components.Add(unit, _root.Writer.Component(unit.Bytes.Span));
        }
    }

    private void CompileSupplies()
    {
        if (_authority.Constants.Count > 0)
        {
            var definition = _root.Writer.Component(_authority.Constants.ToArray());
            _constants = _root.Writer.Instantiate(definition, []);
            _root.Writer.SetName(_constants, PartName + "constants");
            _definitions += 2;
        }

        foreach (var supply in _authority.Supplies)
        {
            switch (supply)
            {
                case CompiledSupply compiled:
                    _root.Place(compiled, Compile(compiled));
                    break;
                case ConstantSupply constant:
                    PlaceConstant(_root, constant, _constants);
                    break;
            }
        }
    }

    private InstanceIndex Compile(CompiledSupply supply)
    {
        var component = StubBuilder.Build(supply.Shape, supply.Track.InterfaceName, supply.DefinesResources, supply.CanMake);
        var digest = Digest.Of(component.Bytes);
        if (!_compiled.TryGetValue(digest, out var definition))
        {
            definition = _root.Writer.Component(component.Bytes);
            _definitions += DefinitionCount.In(component.Bytes);
            _compiled.Add(digest, definition);
        }

        var arguments = new List<(string Name, SortIndex Item)>(component.Types.Count + component.Makers.Count);
        foreach (var (argument, track, resource) in component.Types)
        {
            arguments.Add((argument, _root.TypeOf(ResourceResolver.OwnerOf(supply, track), resource)));
        }

        foreach (var (argument, track, resource) in component.Makers)
        {
            arguments.Add((argument, _root.FunctionOf(ResourceResolver.OwnerOf(supply, track), CompiledComponent.MakerExport(resource))));
        }

        var instance = _root.Writer.Instantiate(definition, arguments);
        _root.Writer.SetName(instance, PartName + supply.Track.Key);
        return instance;
    }

    /// <summary>A bag of constants, and of the host's functions where they are not constant.</summary>
    private static void PlaceConstant(Scope scope, ConstantSupply supply, InstanceIndex constants)
    {
        var exports = new List<NamedItem>(supply.Functions.Count);
        foreach (var (name, constant) in supply.Functions)
        {
            var function = constant is null
                ? scope.FunctionOf(supply.Host!, name)
                : scope.Constant(constants, constant);
            exports.Add(new NamedItem(name, function));
        }

        scope.Place(supply, scope.Writer.Instance(exports));
    }

    private void Instantiate(Scope scope, Node node, ComponentUnit unit)
    {
        var arguments = new (string Name, SortIndex Item)[unit.Imports.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            var binding = node.Bindings[i];
            arguments[i] = binding.Provider is { } provider
                ? (unit.Imports[i].Name, scope.IndexOf(new NodeExport(provider, binding.Export)))
                : (unit.Imports[i].Name, scope.InstanceOf(_authority.Of(node, i)!));
        }

        var instance = scope.Writer.Instantiate(scope.ComponentOf(unit, _components), arguments);
        scope.Writer.SetName(instance, node.Path.Text);
        scope.Place(node, instance);
    }

    private static ComposeException TooLarge(string message, string hint) =>
        new(ErrorCodes.Emit.LimitExceeded, message, hint: hint);
}
