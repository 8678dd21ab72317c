using System.Diagnostics.CodeAnalysis;

namespace Compose.Wit;

/// <summary>
/// The second stage: packages with every name looked up, in one arena with typed ids. Packages come after those they
/// depend on, types after those they refer to; the order depends on the text alone.
/// </summary>
public sealed class ResolvedWit
{
    private readonly WitArena _arena;

    internal ResolvedWit(WitArena arena, PackageId main, SourceMap sources)
    {
        _arena = arena;
        Main = main;
        Sources = sources;
    }

    /// <summary>The package that was asked for; the others are its dependencies or stand beside it.</summary>
    public PackageId Main { get; }

    /// <summary>The same packages, with another one as the main package.</summary>
    public ResolvedWit WithMain(PackageId main) => new(_arena, main, Sources);

    /// <summary>The texts that spans point into.</summary>
    public SourceMap Sources { get; }

    public IReadOnlyList<WitPackage> Packages => _arena.Packages;

    public IReadOnlyList<WitInterface> Interfaces => _arena.Interfaces;

    public IReadOnlyList<WitWorld> Worlds => _arena.Worlds;

    public IReadOnlyList<WitTypeDef> Types => _arena.Types;

    public WitPackage this[PackageId id] => _arena.Packages[id.Index];

    public WitInterface this[InterfaceId id] => _arena.Interfaces[id.Index];

    public WitWorld this[WorldId id] => _arena.Worlds[id.Index];

    public WitTypeDef this[TypeId id] => _arena.Types[id.Index];

    public bool TryGetPackage(PackageName name, out PackageId id) => _arena.PackageIds.TryGetValue(name, out id);

    /// <summary>The full name of a named interface (<c>wasi:io/poll@0.2.12</c>), or null for an inline one.</summary>
    public string? NameOf(InterfaceId id) =>
        this[id] is { Name: { } name } found ? this[found.Package].Name.Item(name) : null;

    /// <summary>The full name of a world.</summary>
    public string NameOf(WorldId id) => this[this[id].Package].Name.Item(this[id].Name);

    /// <summary>The name of an import or export in the binary: the plain name or the interface's.</summary>
    public string NameOf(WorldKey key) => key.Name ?? NameOf(key.Interface)!;

    /// <summary>The resource that a type names, through aliases; null if it is none.</summary>
    public TypeId? ResourceOf(TypeId id) => _arena.ResourceOf(id);

    /// <summary>
    /// Finds a world by its full name, or by its bare name in <see cref="Main"/>. Versions match exactly.
    /// </summary>
    public bool TryFindWorld(string name, [NotNullWhen(true)] out WorldId? id)
    {
        for (int i = 0; i < _arena.Worlds.Count; i++)
        {
            WitWorld world = _arena.Worlds[i];
            if (NameOf(new WorldId(i)) == name || (world.Package == Main && world.Name == name))
            {
                id = new WorldId(i);
                return true;
            }
        }

        id = null;
        return false;
    }

    /// <summary>
    /// The world that is meant (WIT.md, "Specifying a World"): by its full name, by its bare name in the main package,
    /// or without a name the only world of the main package.
    /// </summary>
    /// <exception cref="ComposeException"><c>Wit.NotDefined</c>: there is none, or a name is needed to choose one.</exception>
    public WorldId SelectWorld(string? name)
    {
        OrderedDictionary<string, WorldId> worlds = this[Main].Worlds;
        if (name is null && worlds.Count == 1)
        {
            return worlds.GetAt(0).Value;
        }

        if (name is not null && TryFindWorld(name, out WorldId? found))
        {
            return found.Value;
        }

        throw new ComposeException(
            ErrorCodes.Wit.NotDefined,
            name is null ? $"the package `{this[Main].Name}` has {worlds.Count} worlds" : $"there is no world named `{name}`",
            hint: worlds.Count == 0 ? null : $"name one of {string.Join(", ", worlds.Keys)}");
    }

    /// <summary>As <see cref="TryFindWorld"/>, for interfaces.</summary>
    public bool TryFindInterface(string name, [NotNullWhen(true)] out InterfaceId? id)
    {
        for (int i = 0; i < _arena.Interfaces.Count; i++)
        {
            WitInterface found = _arena.Interfaces[i];
            if (found.Name is not null && (NameOf(new InterfaceId(i)) == name || (found.Package == Main && found.Name == name)))
            {
                id = new InterfaceId(i);
                return true;
            }
        }

        id = null;
        return false;
    }

    /// <summary>The other packages that one names directly: types it uses, interfaces its worlds import or export; by name.</summary>
    public IReadOnlyList<PackageId> DependenciesOf(PackageId id)
    {
        var found = new SortedDictionary<PackageName, PackageId>();
        foreach (InterfaceId item in this[id].Interfaces.Values)
        {
            AddUses(item);
        }

        foreach (WorldId item in this[id].Worlds.Values)
        {
            foreach (WorldItem inner in this[item].Imports.Values.Concat(this[item].Exports.Values))
            {
                if (inner is WorldItem.Interface { Id: var named })
                {
                    Add(named);
                    AddUses(named, onlyInline: true);
                }
                else if (inner is WorldItem.Type { Id: var type } && UsedFrom(type) is { } used)
                {
                    Add(used);
                }
            }
        }

        return found.Values.ToList();

        void Add(InterfaceId item)
        {
            PackageId package = this[item].Package;
            if (package != id)
            {
                found.TryAdd(this[package].Name, package);
            }
        }

        void AddUses(InterfaceId item, bool onlyInline = false)
        {
            if (onlyInline && this[item].Name is not null)
            {
                return;
            }

            foreach (InterfaceId used in _arena.UsesOf(item))
            {
                Add(used);
            }
        }
    }

    /// <summary>The interface that a type is brought in from by <c>use</c>, or null.</summary>
    public InterfaceId? UsedFrom(TypeId id) => _arena.UsedFrom(id);
}
