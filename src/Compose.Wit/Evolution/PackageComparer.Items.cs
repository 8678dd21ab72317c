using Compose.Wit.Printing;

namespace Compose.Wit.Evolution;

/// <summary>Definitions of types, functions and worlds.</summary>
internal sealed partial class PackageComparer
{
    private void Definitions(string path, WitTypeDef before, WitTypeDef after)
    {
        if (_types.AreSame(before.Kind, after.Kind))
        {
            return;
        }

        switch (before.Kind, after.Kind)
        {
            case (WitTypeKind.Record old, WitTypeKind.Record @new):
                Members(path, "field", old.Fields, @new.Fields, before.Span, after.Span, "add a function or record of another name that has it");
                break;
            case (WitTypeKind.Variant old, WitTypeKind.Variant @new):
                Members(path, "case", old.Cases, @new.Cases, before.Span, after.Span, "those who match on the variant do not know the new case: define another variant");
                break;
            case (WitTypeKind.Enum old, WitTypeKind.Enum @new):
                Members(path, "case", old.Cases, @new.Cases, before.Span, after.Span, "those who match on the enum do not know the new case: define another enum");
                break;
            case (WitTypeKind.Flags old, WitTypeKind.Flags @new):
                Members(path, "flag", old.Labels, @new.Labels, before.Span, after.Span, "flags are fixed once they are released: define others");
                break;
            default:
                Changed(path, $"the type was {Definition(_old, before)} and is {Definition(_new, after)}", before.Span, after.Span);
                break;
        }
    }

    private static string Definition(ResolvedWit wit, WitTypeDef type) => type.Kind switch
    {
        WitTypeKind.Record => "a record",
        WitTypeKind.Variant => "a variant",
        WitTypeKind.Enum => "an enum",
        WitTypeKind.Flags => "flags",
        WitTypeKind.Resource => "a resource",
        WitTypeKind.Alias alias => $"`{WitPrinter.Print(wit, alias.Target)}`",
        _ => $"`{WitPrinter.PrintStructure(wit, type.Kind)}`",
    };

    private void Members(
        string path, string what, IReadOnlyList<WitMember> before, IReadOnlyList<WitMember> after, SourceSpan oldType, SourceSpan newType, string hint)
    {
        int count = Changes.Count;
        foreach (WitMember member in before)
        {
            string inner = $"{path} → {what} `{member.Name}`";
            if (Find(after, member.Name) is not { } other)
            {
                Changed(inner, $"the {what} is gone", member.Span, newType, hint);
            }
            else if (!_types.AreSame(member.Type, other.Type))
            {
                Changed(inner, $"the type was {Type(_old, member.Type)} and is {Type(_new, other.Type)}", member.Span, other.Span);
            }
        }

        foreach (WitMember member in after)
        {
            if (Find(before, member.Name) is null)
            {
                Changed($"{path} → {what} `{member.Name}`", $"the {what} is new", oldType, member.Span, hint);
            }
        }

        if (Changes.Count == count)
        {
            Changed(path, $"the {what}s stand in another order", oldType, newType, "restore the order: the binary form depends on it");
        }
    }

    private static WitMember? Find(IReadOnlyList<WitMember> members, string name)
    {
        foreach (WitMember member in members)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    private void Functions(string path, WitFunction before, WitFunction after)
    {
        if (before.IsAsync != after.IsAsync)
        {
            Changed(path, before.IsAsync ? "the function was `async` and is not" : "the function was not `async` and is", before.Span, after.Span);
        }

        int shared = Math.Min(before.Parameters.Count, after.Parameters.Count);
        for (int i = 0; i < shared; i++)
        {
            WitParameter old = before.Parameters[i], @new = after.Parameters[i];
            string inner = $"{path} → parameter `{old.Name}`";
            if (old.Name != @new.Name)
            {
                Changed(inner, $"the parameter is called `{@new.Name}` now", old.Span, @new.Span, "names of parameters are part of the type: keep the old one");
            }
            else if (!_types.AreSame(old.Type, @new.Type))
            {
                Changed(inner, $"the type was {Type(_old, old.Type)} and is {Type(_new, @new.Type)}", old.Span, @new.Span);
            }
        }

        for (int i = shared; i < before.Parameters.Count; i++)
        {
            Changed($"{path} → parameter `{before.Parameters[i].Name}`", "the parameter is gone", before.Parameters[i].Span, after.Span);
        }

        for (int i = shared; i < after.Parameters.Count; i++)
        {
            Changed($"{path} → parameter `{after.Parameters[i].Name}`", "the parameter is new", before.Span, after.Parameters[i].Span);
        }

        if (!_types.AreSame(before.Result, after.Result))
        {
            Changed($"{path} → result", $"the result was {Type(_old, before.Result)} and is {Type(_new, after.Result)}", before.Span, after.Span);
        }
    }

    private static string Type(ResolvedWit wit, WitType? type) => type is { } some ? $"`{WitPrinter.Print(wit, some)}`" : "nothing";

    private void Worlds(string path, WitWorld before, WitWorld after)
    {
        Externs(path, "import", before.Imports, after.Imports, ChangeLevel.Major, ChangeLevel.Minor);
        Externs(path, "export", before.Exports, after.Exports, ChangeLevel.Minor, ChangeLevel.Major);
    }

    private void Externs(
        string path,
        string direction,
        OrderedDictionary<WorldKey, WorldItem> before,
        OrderedDictionary<WorldKey, WorldItem> after,
        ChangeLevel removed,
        ChangeLevel added)
    {
        Dictionary<string, WorldItem> old = ByName(_old, before), @new = ByName(_new, after);
        foreach ((string name, WorldItem item) in old)
        {
            string inner = $"{path} → {direction} `{name}`";
            if (!@new.TryGetValue(name, out WorldItem? other))
            {
                string message = removed == ChangeLevel.Major
                    ? $"the {direction} is gone: components made before may need it"
                    : $"the {direction} is not asked for any more";
                Changes.Add(new WitChange(removed, inner, message, _old.Sources.Locate(item.Span), null));
                continue;
            }

            Externs(inner, direction, item, other);
        }

        foreach ((string name, WorldItem item) in @new)
        {
            if (!old.ContainsKey(name))
            {
                string why = added == ChangeLevel.Major ? ": components made before do not have it" : string.Empty;
                Changes.Add(new WitChange(
                    added, $"{path} → {direction} `{name}`", $"the {direction} is new{why}", null, _new.Sources.Locate(item.Span), added == ChangeLevel.Major ? "put it into a world of its own" : null));
            }
        }
    }

    private void Externs(string path, string direction, WorldItem before, WorldItem after)
    {
        switch (before, after)
        {
            case (WorldItem.Function old, WorldItem.Function @new):
                Functions(path, old.Signature, @new.Signature);
                break;
            case (WorldItem.Type old, WorldItem.Type @new):
                Definitions(path, _old[old.Id], _new[@new.Id]);
                break;
            case (WorldItem.Interface old, WorldItem.Interface @new):
                // A named interface is compared where it is defined, or belongs to another package.
                bool isInline = _old[old.Id].Name is null && _new[@new.Id].Name is null;
                if (isInline)
                {
                    Interfaces(path, old.Id, @new.Id, direction == "export" ? path.Split('`')[1] : null);
                }
                else if (_old[old.Id].Name is null || _new[@new.Id].Name is null || TypeEquality.KeyOf(_old, old.Id) != TypeEquality.KeyOf(_new, @new.Id))
                {
                    Changed(path, "it is another interface", before.Span, after.Span);
                }

                break;
            default:
                Changed(path, "it is another kind of item", before.Span, after.Span);
                break;
        }
    }

    private static Dictionary<string, WorldItem> ByName(ResolvedWit wit, OrderedDictionary<WorldKey, WorldItem> items)
    {
        var names = new Dictionary<string, WorldItem>(StringComparer.Ordinal);
        foreach ((WorldKey key, WorldItem item) in items)
        {
            // Two versions of one interface on one track: the first stands for both.
            names.TryAdd(key.Name ?? TypeEquality.KeyOf(wit, key.Interface), item);
        }

        return names;
    }
}
