using System.Text;

namespace Compose.Plans;

/// <summary>
/// Draws a validated plan as a tree from what it exports down to what has no imports left: each instance with its
/// component, what it was granted, what it is denied, and who provides its imports. An instance that two others use is
/// drawn once and named again.
/// </summary>
public sealed class PlanTree
{
    private readonly ValidatedPlan _plan;
    private readonly StringBuilder _text = new();
    private readonly HashSet<int> _drawn = [];

    private PlanTree(ValidatedPlan plan)
    {
        _plan = plan;
    }

    /// <summary>The tree as text, every line ended by a newline.</summary>
    public static string Draw(ValidatedPlan plan)
    {
        var tree = new PlanTree(plan);
        tree.DrawPlan();
        return tree._text.ToString();
    }

    private void DrawPlan()
    {
        _text.Append(_plan.Plan.Name ?? "plan").Append('\n');
        int[] roots = [.. _plan.Exports.Select(export => export.Instance).Distinct()];
        HashSet<int> reached = Reach(roots);

        // What nothing exported depends on is still instantiated, so it is shown.
        HashSet<int> providers = [.. _plan.Instances.SelectMany(instance => instance.Imports)
            .Where(import => import.Resolution == ImportResolution.Wired).Select(import => import.Provider)];
        int[] others = [.. _plan.Instances.Select(instance => instance.Index).Where(index => !reached.Contains(index) && !providers.Contains(index))];
        int[] all = [.. roots, .. others];
        for (int i = 0; i < all.Length; i++)
        {
            string exports = string.Join(", ", _plan.Exports.Where(export => export.Instance == all[i])
                .Select(export => export.Name == export.InstanceExport ? export.Name : $"{export.InstanceExport} as {export.Name}"));
            DrawRoot(all[i], exports, i == all.Length - 1);
        }
    }

    private void DrawRoot(int index, string exports, bool isLast)
    {
        // Depth is bounded by an explicit stack: chains of thousands of instances must not exhaust ours.
        var stack = new Stack<(int Index, string Prefix, bool IsLast, string Label)>();
        stack.Push((index, string.Empty, isLast, exports.Length == 0 ? string.Empty : $"exports {exports}: "));
        while (stack.TryPop(out (int Index, string Prefix, bool IsLast, string Label) node))
        {
            ValidatedInstance instance = _plan.Instances[node.Index];
            _text.Append(node.Prefix).Append(node.IsLast ? "└─ " : "├─ ").Append(node.Label).Append(instance.Id);
            if (!_drawn.Add(node.Index))
            {
                _text.Append(" (above)\n");
                continue;
            }

            if (instance.Component.Id != instance.Id)
            {
                _text.Append(" (").Append(instance.Component.Id).Append(')');
            }

            _text.Append('\n');
            string inner = node.Prefix + (node.IsLast ? "   " : "│  ");
            ValidatedImport[] wires = [.. instance.Imports.Where(import => import.Resolution == ImportResolution.Wired)];
            DrawGrants(instance, inner + (wires.Length > 0 ? "│  " : "   "));
            string childPrefix = wires.Length == 1 && inner.Length > 60 ? node.Prefix : inner;
            for (int i = wires.Length - 1; i >= 0; i--)
            {
                stack.Push((wires[i].Provider, childPrefix, i == wires.Length - 1, wires[i].Name + " ← "));
            }
        }
    }

    private void DrawGrants(ValidatedInstance instance, string prefix)
    {
        Grant[] grants = [.. instance.Imports.Select(import => import.Grant).OfType<Grant>()];
        List("granted", grants.Where(grant => grant.State == GrantState.Granted).Select(Describe), prefix);
        List("denied", grants.Where(grant => grant.State == GrantState.Denied).Select(grant => ShortName(grant.Name)), prefix);
    }

    private void List(string word, IEnumerable<string> items, string prefix)
    {
        string[] all = [.. items.Distinct().Order(StringComparer.Ordinal)];
        if (all.Length > 0)
        {
            _text.Append(prefix).Append(word).Append(": ").AppendJoin(", ", all).Append('\n');
        }
    }

    /// <summary>The interface and how far it reaches. Values of variables are not shown: plans may be shared, values may not.</summary>
    private static string Describe(Grant grant) => grant.Parameters switch
    {
        EnvironmentParameters environment => string.Join(", ", Parts(environment)),
        FilesystemParameters files => $"{ShortName(grant.Name)} ({string.Join(", ", files.Directories.Select(directory =>
            $"{directory.HostPath} as {directory.GuestPath}{(directory.ReadOnly ? " read-only" : string.Empty)}"))})",
        NetworkParameters network => $"{ShortName(grant.Name)} ({(network.Methods is { } methods ? string.Join(", ", methods) + " " : string.Empty)}{string.Join(", ", network.Allow)}{(network.Headers is { } headers ? "; fields " + string.Join(", ", headers) : string.Empty)})",
        SocketParameters sockets => $"{ShortName(grant.Name)} ({string.Join("; ", Rules(sockets))})",
        KeyValueParameters store => $"{ShortName(grant.Name)} ({(store.Buckets is { } buckets ? string.Join(", ", buckets) : "any bucket")}{(store.ReadOnly ? ", read-only" : string.Empty)})",
        _ => ShortName(grant.Name),
    };

    private static List<string> Rules(SocketParameters sockets)
    {
        ReadOnlySpan<(string Name, IReadOnlyList<string> Rules)> all =
            [("connect", sockets.Connect), ("listen", sockets.Listen), ("udp", sockets.Udp), ("bind", sockets.Bind), ("lookup", sockets.Lookup)];
        var parts = new List<string>();
        foreach ((string name, IReadOnlyList<string> rules) in all)
        {
            if (rules.Count > 0)
            {
                parts.Add($"{name} {string.Join(", ", rules)}");
            }
        }

        if (parts.Count == 0)
        {
            parts.Add("nothing");
        }

        return parts;
    }

    /// <summary>The name that an author would write: of the capability that stands for just this interface, else the interface.</summary>
    private static string ShortName(CapabilityName import)
    {
        foreach (CapabilityEntry entry in CapabilityVocabulary.Entries)
        {
            if (entry.ShortName is not null && entry.Name != CapabilityVocabulary.Arguments && CapabilityVocabulary.Covers(entry.Name, import))
            {
                return entry.ShortName;
            }
        }

        return import.Track;
    }

    private static IEnumerable<string> Parts(EnvironmentParameters environment)
    {
        if (environment.Variables is { Count: > 0 } variables)
        {
            yield return $"environment ({string.Join(", ", variables.Select(variable => variable.Key))})";
        }

        if (environment.Arguments)
        {
            yield return "arguments";
        }

        if (environment.InitialDirectory is { } directory)
        {
            yield return $"initial directory {directory}";
        }
    }

    private HashSet<int> Reach(IEnumerable<int> roots)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(roots);
        while (open.TryPop(out int index))
        {
            if (reached.Add(index))
            {
                foreach (ValidatedImport import in _plan.Instances[index].Imports)
                {
                    if (import.Resolution == ImportResolution.Wired)
                    {
                        open.Push(import.Provider);
                    }
                }
            }
        }

        return reached;
    }
}
