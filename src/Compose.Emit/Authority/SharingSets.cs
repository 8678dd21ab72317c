using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Authority;

/// <summary>
/// Which instances must agree on the identity of which resources. A slot is one (instance, resource-defining track);
/// wires whose interface carries a resource unite the slots of their ends, exports unite with the outside. The sets
/// are closed downwards: whoever shares streams shares what streams are made of.
/// </summary>
internal sealed class SharingSets
{
    private readonly Tracks _tracks;
    private readonly Composition _composition;
    private readonly int[] _first;
    private readonly Dictionary<ComponentUnit, string[]> _unitSlots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ComponentUnit, Dictionary<string, int>> _unitIndex = new(ReferenceEqualityComparer.Instance);
    private readonly UnionFind _sets;
    private int[]? _sizes;

    /// <summary>Slots whose set the outside world shares.</summary>
    private readonly HashSet<int> _outside = [];

    public SharingSets(Composition composition, Tracks tracks)
    {
        _composition = composition;
        _tracks = tracks;
        _first = new int[composition.Nodes.Count + 1];
        for (int i = 0; i < composition.Nodes.Count; i++)
        {
            _first[i + 1] = _first[i] + SlotsOf(composition.Nodes[i].Unit).Length;
        }

        _sets = new UnionFind(_first[^1]);
        UniteWires();
        UniteExports();
        CloseDownwards();
    }

    public int SlotCount => _first[^1];

    /// <summary>The representative of the set of (node, track), or -1 if the node does not import the track.</summary>
    public int SetOf(Node node, string track) =>
        _unitIndex[node.Unit].TryGetValue(track, out int index) ? _sets.Find(_first[node.Id] + index) : -1;

    /// <summary>The resource-defining tracks that the component imports.</summary>
    public string[] SlotsOf(ComponentUnit unit)
    {
        if (!_unitSlots.TryGetValue(unit, out string[]? slots))
        {
            slots = [.. unit.Imports.Select(static i => i.Track).Distinct(StringComparer.Ordinal)
                .Where(t => _tracks.TryGet(t) is { DefinesResources: true })];
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < slots.Length; i++)
            {
                index.Add(slots[i], i);
            }

            _unitSlots.Add(unit, slots);
            _unitIndex.Add(unit, index);
        }

        return slots;
    }

    /// <summary>The sets that the outside world shares, because an export of the artifact carries their resources.</summary>
    public IEnumerable<int> Outside => _outside.Select(_sets.Find).Distinct();

    /// <summary>Whether the set has one member and the outside is none of them.</summary>
    public bool IsAlone(int set)
    {
        if (_sizes is null)
        {
            _sizes = new int[SlotCount];
            for (int i = 0; i < _sizes.Length; i++)
            {
                _sizes[_sets.Find(i)]++;
            }

            foreach (int outside in Outside)
            {
                _sizes[outside]++;
            }
        }

        return _sizes[set] == 1;
    }

    private void UniteWires()
    {
        // What an export carries depends on the component only.
        var carried = new Dictionary<(ComponentUnit, int), string[]>();
        foreach (var node in _composition.Nodes)
        {
            foreach (var binding in node.Bindings)
            {
                if (binding.Provider is not { } provider)
                {
                    continue;
                }

                if (!carried.TryGetValue((provider.Unit, binding.Export), out string[]? tracks))
                {
                    tracks = CarriedBy(provider.Unit, binding.Export);
                    carried.Add((provider.Unit, binding.Export), tracks);
                }

                foreach (string track in tracks)
                {
                    int a = Slot(provider, track);
                    int b = Slot(node, track);
                    if (a >= 0 && b >= 0)
                    {
                        _sets.Union(a, b);
                    }
                }
            }
        }
    }

    private void UniteExports()
    {
        foreach (var export in _composition.Exports)
        {
            foreach (string track in CarriedBy(export.Node.Unit, export.Export))
            {
                int slot = Slot(export.Node, track);
                if (slot >= 0)
                {
                    _outside.Add(slot);
                }
            }
        }
    }

    private static string[] CarriedBy(ComponentUnit unit, int export)
    {
        var tracks = new List<string>();
        foreach (var resource in ResourceWalk.In(unit.Type.Exports[export].Type.Type))
        {
            if (unit.TryGetHome(resource, out var home) && home.IsImport && !tracks.Contains(unit.Imports[home.Extern].Track))
            {
                tracks.Add(unit.Imports[home.Extern].Track);
            }
        }

        return [.. tracks];
    }

    /// <summary>Users come before what they use, so one pass is enough.</summary>
    private void CloseDownwards()
    {
        foreach (var track in _tracks.UsersFirst)
        {
            if (!track.DefinesResources || track.Uses.Count == 0)
            {
                continue;
            }

            foreach (var node in _composition.Nodes)
            {
                int slot = Slot(node, track.Key);
                if (slot < 0)
                {
                    continue;
                }

                int root = _sets.Find(slot);
                foreach (string used in track.Uses)
                {
                    int own = Slot(node, used);
                    if (own < 0)
                    {
                        continue;
                    }

                    // The set's first member that imports the used track speaks for the others.
                    if (!_representatives.TryGetValue((root, used), out int first))
                    {
                        _representatives.Add((root, used), own);
                    }
                    else
                    {
                        _sets.Union(first, own);
                    }
                }
            }
        }
    }

    private readonly Dictionary<(int Set, string Used), int> _representatives = [];

    /// <summary>The set of <paramref name="used"/> that goes with a set of a track that uses it, or -1.</summary>
    public int UsedBy(int set, string used) => _representatives.TryGetValue((set, used), out int slot) ? _sets.Find(slot) : -1;

    private int Slot(Node node, string track) =>
        _unitIndex[node.Unit].TryGetValue(track, out int index) ? _first[node.Id] + index : -1;
}
