using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Emit.Stubs;

namespace Compose.Emit.Authority;

/// <content>Step 4: what answers each import.</content>
internal sealed partial class AuthorityPlan
{
    private Supply?[] Answer(Node node)
    {
        var answers = new Supply?[node.Bindings.Length];
        for (int i = 0; i < answers.Length; i++)
        {
            if (node.Bindings[i].Grant is not { } grant)
            {
                continue;
            }

            var import = node.Unit.Imports[i];
            var track = _tracks[import.Track];
            var supply = Choose(node, i, import, track, grant);
            supply.Contribute(import);
            if (supply is OwnImport own)
            {
                foreach (string used in import.Uses)
                {
                    Shared(used);
                }

                if (track.DefinesResources && !own.DefinesResources)
                {
                    Shared(track.Key).ContributeResources(import);
                }
            }

            answers[i] = supply;
        }

        return answers;
    }

    private Supply Choose(Node node, int index, ImportUnit import, Track track, Grant grant)
    {
        switch (track.Class)
        {
            case InterfaceClass.Types:
                return Compiled(track, node, "3", definesResources: false);
            case InterfaceClass.Definitions:
                return OfSet(track, _sets.SetOf(node, track.Key));
        }

        if (grant.State == GrantState.Inert || KnownInterfaces.IsInert(track.InterfaceName))
        {
            return Shared(track.Key);
        }

        if (_hostFed.Contains((node, index)))
        {
            return _target == EmitTarget.Aware
                ? Own(track, node, import, grant)
                : Flat(track, node, grant);
        }

        // Denied. A set that no host feeds owns its resources; one that is fed keeps them and gets refusals.
        int set = track.DefinesResources ? _sets.SetOf(node, track.Key) : -1;
        if (set >= 0 && !_hostSets.Contains(set))
        {
            return OfSet(track, set);
        }

        if (_target == EmitTarget.Aware && track.DefinesResources)
        {
            return Own(track, node, import, grant);
        }

        if (_target == EmitTarget.Flat && MakesHostHandles(node, DenialOf(import).Makes))
        {
            Warn(node, $"`{import.Name}` is denied to it but has no way to say so where the host owns the resources; it traps when it is used");
        }

        return Compiled(track, node, "4", definesResources: false);
    }

    private SharedImport Shared(string track)
    {
        string key = "0" + track;
        if (!_supplies.TryGetValue(key, out var supply))
        {
            supply = new SharedImport(_tracks[track], Shared);
            _supplies.Add(key, supply);
        }

        return (SharedImport)supply;
    }

    private OwnImport Own(Track track, Node node, ImportUnit import, Grant grant)
    {
        var own = new OwnImport(track, node, import, grant, IsAlone(track, node), Shared);
        if (!_supplies.TryAdd(own.Key, own))
        {
            throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"`{node.Path}` imports `{import.Name}` twice");
        }

        return own;
    }

    /// <summary>Whether no other instance, no other import and nobody outside can meet a resource of the track that
    /// the instance holds.</summary>
    private bool IsAlone(Track track, Node node)
    {
        if (!track.DefinesResources || !_sets.IsAlone(_sets.SetOf(node, track.Key)))
        {
            return false;
        }

        int imports = 0;
        foreach (var import in node.Unit.Imports)
        {
            if (string.Equals(import.Track, track.Key, StringComparison.Ordinal))
            {
                imports++;
            }
            else if (import.Uses.Contains(track.Key))
            {
                return false;
            }
        }

        return imports == 1;
    }

    private Supply OfSet(Track track, int set)
    {
        if (_hostSets.Contains(set))
        {
            return Shared(track.Key);
        }

        if (!_localSets.TryGetValue(set, out var local))
        {
            var foreign = new SortedDictionary<string, Supply>(StringComparer.Ordinal);
            foreach (string used in track.Uses)
            {
                if (_sets.UsedBy(set, used) is >= 0 and var below)
                {
                    foreign.Add(used, OfSet(_tracks[used], below));
                }
            }

            local = Compiled(track, "1", definesResources: true, foreign);
            _localSets.Add(set, local);
        }

        return local;
    }

    private CompiledSupply Compiled(Track track, Node node, string kind, bool definesResources)
    {
        var foreign = new SortedDictionary<string, Supply>(StringComparer.Ordinal);
        foreach (string used in track.Uses)
        {
            if (_sets.SetOf(node, used) is >= 0 and var set)
            {
                foreign.Add(used, OfSet(_tracks[used], set));
            }
        }

        if (!definesResources && track.DefinesResources)
        {
            foreign.Add(track.Key, Shared(track.Key));
        }

        return Compiled(track, kind, definesResources, foreign);
    }

    private CompiledSupply Compiled(Track track, string kind, bool definesResources, SortedDictionary<string, Supply> foreign)
    {
        // Only resources tell variants apart: nobody minds which instance answers `false`.
        string key = kind + track.Key + "(" + string.Join(",", foreign.Select(static f => f.Value.Key)) + ")";
        if (!_supplies.TryGetValue(key, out var supply))
        {
            supply = new CompiledSupply(track, key, definesResources, foreign);
            _supplies.Add(key, supply);
        }

        return (CompiledSupply)supply;
    }

    private void Warn(Node node, string message) =>
        Warnings.Add(new ComposeError(ErrorCodes.Emit.DenialTraps, message, new ErrorLocation { Instance = node.Path }) { IsWarning = true });
}
