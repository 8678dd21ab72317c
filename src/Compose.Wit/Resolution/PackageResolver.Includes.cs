using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>Adds what the included worlds import and export; those come before this one in order.</summary>
    private void Include(WorldId id, LocalItem item)
    {
        foreach (ItemSyntax inner in ((WorldSyntax)item.Syntax).Items)
        {
            if (inner is not IncludeSyntax include)
            {
                continue;
            }

            bool included = IsIncluded(StabilityOf(include.Attributes), include.From.Name.Span);
            if (FindWorld(include.From, item.File, included) is { } from && included)
            {
                Include(id, from, include);
            }
        }

        CheckNames(_arena[id].Imports, "import", item.Name);
        CheckNames(_arena[id].Exports, "export", item.Name);
    }

    private void Include(WorldId into, WorldId from, IncludeSyntax syntax)
    {
        WitWorld target = _arena[into];
        WitWorld source = _arena[from];
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        var unused = new HashSet<string>(StringComparer.Ordinal);
        foreach (UseNameSyntax name in syntax.Names)
        {
            renames.TryAdd(name.Name.Name, name.As!.Name);
            unused.Add(name.Name.Name);
        }

        bool isForeign = source.Package != _id;
        var cloner = new WorldCloner(_arena, WitOwner.Of(from), WitOwner.Of(into), _id);
        SourceSpan where = syntax.From.Name.Span;
        Include(source.Imports, target.Imports, cloner, renames, unused, isForeign, where, "import");
        Include(source.Exports, target.Exports, cloner, renames, unused, isForeign, where, "export");
        foreach (UseNameSyntax name in syntax.Names)
        {
            if (unused.Contains(name.Name.Name))
            {
                Report(
                    ErrorCodes.Wit.NotDefined,
                    $"the world `{source.Name}` has no import or export with the plain name `{name.Name.Name}`",
                    name.Name.Span,
                    "interfaces that are imported by their own name cannot be renamed");
            }
        }
    }

    private void Include(
        OrderedDictionary<WorldKey, WorldItem> source,
        OrderedDictionary<WorldKey, WorldItem> target,
        WorldCloner cloner,
        Dictionary<string, string> renames,
        HashSet<string> unused,
        bool isForeign,
        SourceSpan where,
        string what)
    {
        foreach ((WorldKey key, WorldItem item) in source)
        {
            if (!TakeWorldItem(where))
            {
                return;
            }

            if (key.Name is null)
            {
                IncludeInterface((WorldItem.Interface)item, key, target, isForeign, where);
                continue;
            }

            string name = Rename(key.Name, renames, unused);
            WorldItem copy = cloner.Clone(item, name);
            if (!target.TryAdd(WorldKey.Of(name), copy))
            {
                Report(
                    ErrorCodes.Wit.Duplicate,
                    $"the included world brings the {what} `{name}`, which this world has already",
                    where,
                    $"give it another name: `include … with {{ {name} as … }}`");
            }
        }
    }

    /// <summary>Interfaces by their own name are the same everywhere, so one copy is enough; their gates are merged.</summary>
    private void IncludeInterface(
        WorldItem.Interface item, WorldKey key, OrderedDictionary<WorldKey, WorldItem> target, bool isForeign, SourceSpan where)
    {
        var merged = target.TryGetValue(key, out WorldItem? present) ? (WorldItem.Interface)present : item;
        if (isForeign && item.Stability.IsStable)
        {
            // Since when another package has it says nothing of this one.
            merged = merged with { Stability = Stability.Unknown };
        }
        else if (merged.Stability.IsUnknown)
        {
            merged = merged with { Stability = item.Stability };
        }
        else if (!item.Stability.IsUnknown && item.Stability != merged.Stability)
        {
            Report(
                ErrorCodes.Wit.Invalid,
                "the included world gates an interface in another way than this world does",
                where,
                "make the gates of both imports the same");
        }

        target[key] = merged;
    }

    /// <summary>The name after <c>with</c>; functions of a renamed resource follow it.</summary>
    private static string Rename(string name, Dictionary<string, string> renames, HashSet<string> unused)
    {
        if (renames.Count == 0)
        {
            return name;
        }

        int bracket = name.IndexOf(']', StringComparison.Ordinal);
        string stem = name[(bracket + 1)..];
        int dot = bracket < 0 ? -1 : stem.IndexOf('.', StringComparison.Ordinal);
        string subject = dot < 0 ? stem : stem[..dot];
        if (!renames.TryGetValue(subject, out string? other))
        {
            return name;
        }

        unused.Remove(subject);
        return name[..(bracket + 1)] + other + (dot < 0 ? string.Empty : stem[dot..]);
    }

    private void CheckNames(OrderedDictionary<WorldKey, WorldItem> items, string what, Identifier world)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (key.Name is { } name && !names.TryAdd(name, name))
            {
                Report(
                    ErrorCodes.Wit.Duplicate,
                    $"the {what} `{name}` of the world `{world.Name}` differs from the {what} `{names[name]}` in case only",
                    item.Span.IsKnown ? item.Span : world.Span);
            }
        }
    }

    /// <summary>Counts an item of a world; false, reported, once there are too many.</summary>
    private bool TakeWorldItem(SourceSpan where)
    {
        if (++_state.WorldItems <= _state.Options.Limits.WorldItems)
        {
            return true;
        }

        if (_state.WorldItems == _state.Options.Limits.WorldItems + 1)
        {
            Report(ErrorCodes.Wit.LimitExceeded, $"the worlds have more than {_state.Options.Limits.WorldItems} items", where);
        }

        return false;
    }
}
