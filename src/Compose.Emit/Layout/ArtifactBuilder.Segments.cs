using Compose.Emit.Authority;
using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Layout;

/// <content>
/// Compositions that have no room in one component: nested segments, each with a run of the instances. Where even the
/// imports of single instances have no room in the root, each segment takes them as one bundle,
/// <c>compose:g-…/authority</c>, whose members have the names that the imports would have.
/// </content>
internal sealed partial class ArtifactBuilder
{
    private const string BundleInterface = "authority";

    private bool IsBundled(List<Segment> segments)
    {
        int size = 8 + _composition.Exports.Count;
        foreach (var supply in _authority.Supplies)
        {
            size++;
        }

        foreach (var segment in segments)
        {
            size += 1 + segment.Outputs.Count;
        }

        return size > _options.InstanceLimit;
    }

    private void Write(Segment segment, bool bundled)
    {
        var scope = new Scope(_resolver);
        var arguments = new List<(string Name, SortIndex Item)>();
        foreach (var supply in _authority.Supplies)
        {
            if (supply is SharedImport or CompiledSupply && segment.Supplies.Contains(supply))
            {
                string name = "s" + arguments.Count;
                scope.Place(supply, scope.Writer.ImportInstance(name, scope.Writer.Define(scope.TypeOf(supply))), isImport: true);
                arguments.Add((name, _root.InstanceOf(supply)));
            }
        }

        TakeOwn(segment, bundled, scope, arguments);
        TakeConstants(segment, scope, arguments);
        foreach (var input in segment.Inputs)
        {
            string name = "w" + arguments.Count;
            scope.Import(name, input);
            arguments.Add((name, _root.IndexOf(input)));
        }

        foreach (var node in segment.Nodes)
        {
            Instantiate(scope, node, node.Unit);
        }

        for (int i = 0; i < segment.Outputs.Count; i++)
        {
            var output = segment.Outputs[i];
            scope.Writer.Export("x" + i, scope.IndexOf(output));
        }

        if (scope.InstanceCount > HardInstanceLimit)
        {
            throw TooLarge(
                $"`{segment.Nodes[0].Path}` and what it needs would take {scope.InstanceCount} instances of at most {HardInstanceLimit}",
                "give the component fewer imports");
        }

        _definitions++;
        var definition = _root.Writer.Component(scope.Writer);
        var instance = _root.Writer.Instantiate(definition, arguments);
        _root.Writer.SetName(instance, PartName + segment.Nodes[0].Path.Text);
        for (int i = 0; i < segment.Outputs.Count; i++)
        {
            var output = segment.Outputs[i];
            _root.Place(output, _root.Writer.Alias(Scope.SortOf(output.Declaration), instance, "x" + i));
        }
    }

    private void TakeOwn(Segment segment, bool bundled, Scope scope, List<(string Name, SortIndex Item)> arguments)
    {
        if (segment.Own.Count == 0)
        {
            return;
        }

        segment.Own.Sort(static (a, b) => a.Track.Rank != b.Track.Rank ? a.Track.Rank.CompareTo(b.Track.Rank) : string.CompareOrdinal(a.Key, b.Key));
        if (!bundled)
        {
            foreach (var own in segment.Own)
            {
                string name = "o" + arguments.Count;
                scope.Place(own, scope.Writer.ImportInstance(name, scope.Writer.Define(scope.TypeOf(own))));
                arguments.Add((name, _root.InstanceOf(own)));
            }

            return;
        }

        var smallest = segment.Nodes[0].Path;
        foreach (var node in segment.Nodes)
        {
            smallest = node.Path.CompareTo(smallest) < 0 ? node.Path : smallest;
        }

        string bundle = AuthorityName.ForGroup(smallest, BundleInterface).ToString();
        var outer = _root.Writer.ImportInstance(bundle, _root.Writer.Define(BundleType(segment.Own, _root)));
        var inner = scope.Writer.ImportInstance(BundleInterface, scope.Writer.Define(BundleType(segment.Own, scope)));
        arguments.Add((BundleInterface, outer));
        foreach (var own in segment.Own)
        {
            _imports.Add(ImportRecord.Of(own, bundle));
            scope.Place(own, scope.Writer.AliasInstance(inner, own.Name));
        }
    }

    /// <summary>An instance of instances, one for each import of the segment's instances.</summary>
    private static InstanceTypeBuilder BundleType(List<OwnImport> own, Scope scope)
    {
        var bundle = new InstanceTypeBuilder();
        var types = new Dictionary<InstanceTypeBuilder, TypeIndex>(ReferenceEqualityComparer.Instance);
        foreach (var import in own)
        {
            // Equal types are one builder (see Scope.TypeOf) and so one definition.
            var type = scope.TypeOf(import, levels: 2);
            if (!types.TryGetValue(type, out var index))
            {
                index = bundle.Define(type);
                types.Add(type, index);
            }

            bundle.ExportInstance(import.Name, index);
        }

        return bundle;
    }

    private void TakeConstants(Segment segment, Scope scope, List<(string Name, SortIndex Item)> arguments)
    {
        var constants = _authority.Supplies.OfType<ConstantSupply>().Where(segment.Supplies.Contains).ToList();
        var used = new SortedDictionary<string, ComponentValueType>(StringComparer.Ordinal);
        foreach (var supply in constants)
        {
            foreach (var (_, constant) in supply.Functions)
            {
                if (constant is not null)
                {
                    used.TryAdd(constant, _authority.Constants.TypeOf(constant));
                }
            }
        }

        InstanceIndex instance = default;
        if (used.Count > 0)
        {
            var functions = new InstanceTypeBuilder();
            var encoder = new InstanceTypeEncoder(functions, static _ => null, levels: 1, static _ => null);
            foreach (var (name, type) in used)
            {
                encoder.ExportFunc(name, new ComponentFuncType([], type));
            }

            instance = scope.Writer.ImportInstance("constants", scope.Writer.Define(functions));
            arguments.Add(("constants", _constants));
        }

        foreach (var supply in constants)
        {
            PlaceConstant(scope, supply, instance);
        }
    }
}
