using Compose.Wasm.Components;

namespace Compose.Wit.Evolution;

/// <summary>
/// Whether a type of one resolved package is, to components, the same as a type of another: by structure, resources by
/// their name on the same semver track.
/// </summary>
/// <remarks>
/// A named type that both main packages define under one name counts as the same: where its definition changed, that
/// is a change of its own and is not repeated for everything that mentions it.
/// </remarks>
internal sealed class TypeEquality(ResolvedWit old, ResolvedWit @new)
{
    private readonly Dictionary<(TypeId, TypeId), bool> _known = [];

    public bool AreSame(WitType? before, WitType? after)
    {
        if (before is not { } left || after is not { } right)
        {
            return before is null && after is null;
        }

        if (left.IsPrimitive && right.IsPrimitive)
        {
            return left.Primitive == right.Primitive;
        }

        if (!left.IsPrimitive && !right.IsPrimitive)
        {
            return AreSame(left.Id, right.Id);
        }

        // One side is primitive: the other may only be another name of it.
        return left.IsPrimitive
            ? @new[right.Id].Kind is WitTypeKind.Alias alias && AreSame(left, alias.Target)
            : old[left.Id].Kind is WitTypeKind.Alias other && AreSame(other.Target, right);
    }

    /// <summary>Whether two definitions mean the same, without regard to their names.</summary>
    public bool AreSame(WitTypeKind before, WitTypeKind after)
    {
        if (before is WitTypeKind.Alias left)
        {
            return after is WitTypeKind.Alias right ? AreSame(left.Target, right.Target)
                : !left.Target.IsPrimitive && AreSame(old[left.Target.Id].Kind, after);
        }

        if (after is WitTypeKind.Alias { Target: var target })
        {
            return !target.IsPrimitive && AreSame(before, @new[target.Id].Kind);
        }

        return (before, after) switch
        {
            (WitTypeKind.Record a, WitTypeKind.Record b) => AreSame(a.Fields, b.Fields),
            (WitTypeKind.Variant a, WitTypeKind.Variant b) => AreSame(a.Cases, b.Cases),
            (WitTypeKind.Enum a, WitTypeKind.Enum b) => AreSame(a.Cases, b.Cases),
            (WitTypeKind.Flags a, WitTypeKind.Flags b) => AreSame(a.Labels, b.Labels),
            (WitTypeKind.Resource, WitTypeKind.Resource) => true,
            (WitTypeKind.Handle a, WitTypeKind.Handle b) => a.IsBorrow == b.IsBorrow && AreSame(a.Of, b.Of),
            (WitTypeKind.Tuple a, WitTypeKind.Tuple b) => AreSame(a.Elements, b.Elements),
            (WitTypeKind.List a, WitTypeKind.List b) => AreSame(a.Element, b.Element),
            (WitTypeKind.FixedList a, WitTypeKind.FixedList b) => a.Length == b.Length && AreSame(a.Element, b.Element),
            (WitTypeKind.Map a, WitTypeKind.Map b) => AreSame(a.Key, b.Key) && AreSame(a.Value, b.Value),
            (WitTypeKind.Option a, WitTypeKind.Option b) => AreSame(a.Element, b.Element),
            (WitTypeKind.Result a, WitTypeKind.Result b) => AreSame(a.Ok, b.Ok) && AreSame(a.Error, b.Error),
            (WitTypeKind.Future a, WitTypeKind.Future b) => AreSame(a.Element, b.Element),
            (WitTypeKind.Stream a, WitTypeKind.Stream b) => AreSame(a.Element, b.Element),
            _ => false,
        };
    }

    /// <summary>The name under which items of two versions are looked for: main packages by their items alone, others on their semver track.</summary>
    public static string KeyOf(ResolvedWit wit, InterfaceId id)
    {
        WitInterface found = wit[id];
        PackageName package = wit[found.Package].Name;
        return found.Package == wit.Main
            ? found.Name ?? string.Empty
            : $"{package.Namespace}:{package.Name}/{found.Name}" + (package.Version is { } version ? "@" + version.Track : string.Empty);
    }

    private bool AreSame(TypeId before, TypeId after)
    {
        if (_known.TryGetValue((before, after), out bool known))
        {
            return known;
        }

        WitTypeDef left = old[before], right = @new[after];
        bool same = IsOneName(left, right);
        if (!same)
        {
            same = old.ResourceOf(before) is { } resource
                ? @new.ResourceOf(after) is { } other && IsOneResource(old[resource], @new[other])
                : @new.ResourceOf(after) is null && AreSame(left.Kind, right.Kind);
        }

        _known[(before, after)] = same;
        return same;
    }

    private bool IsOneName(WitTypeDef left, WitTypeDef right) =>
        left.Name is not null && left.Name == right.Name
        && left.Owner.Interface is { } from && right.Owner.Interface is { } to
        && old[from].Package == old.Main && @new[to].Package == @new.Main
        && old[from].Name is not null && old[from].Name == @new[to].Name;

    private bool IsOneResource(WitTypeDef left, WitTypeDef right)
    {
        if (left.Name != right.Name)
        {
            return false;
        }

        if (left.Owner.Interface is { } from && right.Owner.Interface is { } to)
        {
            return KeyOf(old, from) == KeyOf(@new, to);
        }

        return left.Owner.World is { } world && right.Owner.World is { } other && old[world].Name == @new[other].Name;
    }

    private bool AreSame(IReadOnlyList<WitMember> before, IReadOnlyList<WitMember> after)
    {
        if (before.Count != after.Count)
        {
            return false;
        }

        for (int i = 0; i < before.Count; i++)
        {
            if (before[i].Name != after[i].Name || !AreSame(before[i].Type, after[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreSame(IReadOnlyList<WitType> before, IReadOnlyList<WitType> after)
    {
        if (before.Count != after.Count)
        {
            return false;
        }

        for (int i = 0; i < before.Count; i++)
        {
            if (!AreSame(before[i], after[i]))
            {
                return false;
            }
        }

        return true;
    }
}
