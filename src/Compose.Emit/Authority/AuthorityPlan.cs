using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Emit.Stubs;

namespace Compose.Emit.Authority;

/// <summary>
/// Decides what answers each host import of each instance (SPEC, "Authority in artifacts"):
/// <list type="number">
/// <item>tracks and their classes, off the types;</item>
/// <item>sharing sets of resource-defining tracks;</item>
/// <item>which sets the host feeds: those that reach the outside or a granted import, closed downwards;</item>
/// <item>for each (instance, import) an import of its own, a shared import, or something compiled in.</item>
/// </list>
/// </summary>
internal sealed partial class AuthorityPlan
{
    private readonly Composition _composition;
    private readonly EmitTarget _target;
    private readonly Tracks _tracks;
    private readonly SharingSets _sets;
    private readonly HashSet<int> _hostSets = [];
    private readonly HashSet<(Node, int)> _hostFed = [];
    private readonly Dictionary<string, Supply> _supplies = new(StringComparer.Ordinal);
    private readonly Dictionary<int, CompiledSupply> _localSets = [];
    private readonly Dictionary<ImportUnit, Denial> _denials = [];
    private readonly Supply?[][] _answers;

    public AuthorityPlan(Composition composition, EmitTarget target)
    {
        _composition = composition;
        _target = target;
        _tracks = new Tracks(composition);
        _sets = new SharingSets(composition, _tracks);
        _answers = new Supply?[composition.Nodes.Count][];
        FeedSets();
        foreach (var node in composition.Nodes)
        {
            _answers[node.Id] = Answer(node);
        }

        Supplies = [.. _supplies.Values
            .Where(static s => s is not SharedImport shared || shared.IsUsed)
            .OrderBy(static s => s.Track.Rank).ThenBy(static s => s.Key, StringComparer.Ordinal)];
    }

    /// <summary>What the flat form cannot keep, in words; in order of the instances.</summary>
    public List<ComposeError> Warnings { get; } = [];

    public ConstantsBuilder Constants { get; } = new();

    /// <summary>Everything that answers something, what is used before its users, otherwise by kind and name.</summary>
    public IReadOnlyList<Supply> Supplies { get; }

    /// <summary>What answers an import; null for a wire.</summary>
    public Supply? Of(Node node, int import) => _answers[node.Id][import];

    /// <summary>Step 3: which sets the host feeds.</summary>
    private void FeedSets()
    {
        foreach (int set in _sets.Outside)
        {
            _hostSets.Add(set);
        }

        foreach (var node in _composition.Nodes)
        {
            for (int i = 0; i < node.Bindings.Length; i++)
            {
                if (node.Bindings[i].Grant is not { } grant)
                {
                    continue;
                }

                var import = node.Unit.Imports[i];
                var track = _tracks[import.Track];
                if (KnownInterfaces.IsMemoryOnly(track.InterfaceName) && _sets.SetOf(node, track.Key) is >= 0 and var own)
                {
                    _hostSets.Add(own);
                }

                if (!track.ActsWithoutHandle)
                {
                    continue;
                }

                bool inert = grant.State == GrantState.Inert || KnownInterfaces.IsInert(track.InterfaceName);
                if (inert || grant.IsGranted || (_target == EmitTarget.Aware && DenialOf(import).NeedsHost))
                {
                    Feed(node, i);
                }
            }
        }

        bool changed;
        do
        {
            CloseDownwards();
            changed = _target == EmitTarget.Aware && EscalateUnanswerable();
        }
        while (changed);
    }

    /// <summary>The host answers the import: it must supply every resource in it.</summary>
    private void Feed(Node node, int index)
    {
        if (!_hostFed.Add((node, index)))
        {
            return;
        }

        var import = node.Unit.Imports[index];
        int own = _sets.SetOf(node, import.Track);
        if (own >= 0)
        {
            _hostSets.Add(own);
        }

        foreach (string used in import.Uses)
        {
            int set = _sets.SetOf(node, used);
            if (set >= 0)
            {
                _hostSets.Add(set);
            }
        }
    }

    /// <summary>What a host-fed set is made of is the host's too. Users come first, so one pass is enough.</summary>
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
                int set = _sets.SetOf(node, track.Key);
                if (set < 0 || !_hostSets.Contains(set))
                {
                    continue;
                }

                foreach (string used in track.Uses)
                {
                    int below = _sets.UsedBy(set, used);
                    if (below >= 0)
                    {
                        _hostSets.Add(below);
                    }
                }
            }
        }
    }

    /// <summary>
    /// A denial that would have to make a handle of a resource that the host defines cannot be compiled in; an aware
    /// host answers it instead. The same holds for a compiled-in provider.
    /// </summary>
    private bool EscalateUnanswerable()
    {
        bool changed = false;
        foreach (var node in _composition.Nodes)
        {
            for (int i = 0; i < node.Bindings.Length; i++)
            {
                if (node.Bindings[i].IsWire)
                {
                    continue;
                }

                var import = node.Unit.Imports[i];
                var track = _tracks[import.Track];
                if (track.ActsWithoutHandle && !_hostFed.Contains((node, i)) && MakesHostHandles(node, DenialOf(import).Makes))
                {
                    Feed(node, i);
                    changed = true;
                }

                if (track.DefinesResources && _sets.SetOf(node, track.Key) is >= 0 and var set
                    && !_hostSets.Contains(set) && MakesHostHandles(node, DenialOf(import).Makes))
                {
                    _hostSets.Add(set);
                    changed = true;
                }
            }
        }

        return changed;
    }

    private bool MakesHostHandles(Node node, IReadOnlyList<string> made)
    {
        foreach (string track in made)
        {
            if (_sets.SetOf(node, track) is >= 0 and var set && _hostSets.Contains(set))
            {
                return true;
            }
        }

        return false;
    }

    private Denial DenialOf(ImportUnit import)
    {
        if (!_denials.TryGetValue(import, out var denial))
        {
            denial = Denial.Of(import, _tracks[import.Track].InterfaceName);
            _denials.Add(import, denial);
        }

        return denial;
    }
}
