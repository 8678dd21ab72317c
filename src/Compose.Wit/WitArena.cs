namespace Compose.Wit;

/// <summary>What <see cref="ResolvedWit"/> shows, while it grows.</summary>
internal sealed class WitArena
{
    /// <summary>Per type: the resource it names through aliases, or -1.</summary>
    private readonly List<int> _resources = [];

    /// <summary>Per type: whether a borrowed handle is part of it.</summary>
    private readonly List<bool> _borrows = [];

    private readonly Dictionary<InterfaceId, List<InterfaceId>> _uses = [];

    public List<WitPackage> Packages { get; } = [];

    public List<WitInterface> Interfaces { get; } = [];

    public List<WitWorld> Worlds { get; } = [];

    public List<WitTypeDef> Types { get; } = [];

    public Dictionary<PackageName, PackageId> PackageIds { get; } = [];

    /// <summary>Items that were left out for their features: full name → feature.</summary>
    public Dictionary<string, string> LeftOut { get; } = new(StringComparer.Ordinal);

    public WitInterface this[InterfaceId id] => Interfaces[id.Index];

    public WitWorld this[WorldId id] => Worlds[id.Index];

    public WitTypeDef this[TypeId id] => Types[id.Index];

    public PackageId Add(WitPackage package)
    {
        var id = new PackageId(Packages.Count);
        Packages.Add(package);
        PackageIds.Add(package.Name, id);
        return id;
    }

    public InterfaceId Add(WitInterface added)
    {
        Interfaces.Add(added);
        return new InterfaceId(Interfaces.Count - 1);
    }

    public WorldId Add(WitWorld added)
    {
        Worlds.Add(added);
        return new WorldId(Worlds.Count - 1);
    }

    /// <summary>Adds a type, whose parts must be there already.</summary>
    public TypeId Add(WitTypeDef added)
    {
        var id = new TypeId(Types.Count);
        Types.Add(added);
        _resources.Add(added.Kind switch
        {
            WitTypeKind.Resource => id.Index,
            WitTypeKind.Alias { Target: { IsPrimitive: false } target } => _resources[target.Id.Index],
            _ => -1,
        });
        _borrows.Add(added.Kind switch
        {
            WitTypeKind.Handle { IsBorrow: var borrow } => borrow,
            WitTypeKind.Alias { Target: var target } => HasBorrow(target),
            WitTypeKind.Record { Fields: var fields } => HasBorrow(fields),
            WitTypeKind.Variant { Cases: var cases } => HasBorrow(cases),
            WitTypeKind.Tuple { Elements: var elements } => HasBorrow(elements),
            WitTypeKind.List { Element: var element } => HasBorrow(element),
            WitTypeKind.FixedList { Element: var element } => HasBorrow(element),
            WitTypeKind.Option { Element: var element } => HasBorrow(element),
            WitTypeKind.Map { Value: var value } => HasBorrow(value),
            WitTypeKind.Result { Ok: var ok, Error: var error } => HasBorrow(ok) || HasBorrow(error),
            WitTypeKind.Future { Element: var element } => HasBorrow(element),
            WitTypeKind.Stream { Element: var element } => HasBorrow(element),
            _ => false,
        });
        return id;
    }

    /// <summary>The interfaces that an interface uses types of, in order, each once.</summary>
    public IReadOnlyList<InterfaceId> UsesOf(InterfaceId id)
    {
        if (_uses.TryGetValue(id, out List<InterfaceId>? known))
        {
            return known;
        }

        var seen = new HashSet<InterfaceId>();
        var uses = new List<InterfaceId>();
        foreach (TypeId type in this[id].Types.Values)
        {
            if (UsedFrom(type) is { } used && seen.Add(used))
            {
                uses.Add(used);
            }
        }

        _uses.Add(id, uses);
        return uses;
    }

    public TypeId? ResourceOf(TypeId id) => _resources[id.Index] is >= 0 and var index ? new TypeId(index) : null;

    public bool HasBorrow(WitType? type) => type is { IsPrimitive: false } some && _borrows[some.Id.Index];

    public InterfaceId? UsedFrom(TypeId id)
    {
        WitTypeDef type = Types[id.Index];
        if (type.Kind is not WitTypeKind.Alias { Target: { IsPrimitive: false } target })
        {
            return null;
        }

        WitOwner owner = Types[target.Id.Index].Owner;
        return owner == type.Owner ? null : owner.Interface;
    }

    private bool HasBorrow(IReadOnlyList<WitMember> members)
    {
        foreach (WitMember member in members)
        {
            if (HasBorrow(member.Type))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasBorrow(IReadOnlyList<WitType> types)
    {
        foreach (WitType type in types)
        {
            if (HasBorrow(type))
            {
                return true;
            }
        }

        return false;
    }
}
