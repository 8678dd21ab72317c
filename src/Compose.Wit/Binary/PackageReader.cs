using Compose.Wasm.Components;
using Compose.Wit.Resolution;
using Compose.Wit.Syntax;

namespace Compose.Wit.Binary;

/// <summary>
/// Turns resolved component types into packages of an arena. What is known of an interface adds up: one that is only
/// imported shows its types, where it is exported it shows the rest.
/// </summary>
internal sealed partial class PackageReader(WitArena arena, string? file)
{
    /// <summary>Types without a name nest at most as deep as in text.</summary>
    private const int DepthLimit = 100;

    private readonly Dictionary<DefinedType, TypeId> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, TypeId> _resources = [];
    private readonly Dictionary<AnonymousKey, TypeId> _anonymous = [];

    /// <summary>What an imported interface is taken for; lets several versions of one become one.</summary>
    public Func<InterfaceName, InterfaceName>? ImportedAs { get; init; }

    /// <summary>Whether a world may have the name of one that is there already; it gets another then.</summary>
    public bool AllowsEqualWorlds { get; init; }

    public PackageId ReadPackage(ResolvedComponent component)
    {
        PackageId? id = null;
        foreach (ComponentExtern item in component.Exports)
        {
            var wrapper = (ComponentType)item.Type.Type!;
            if (wrapper.Exports.Count != 1 || wrapper.Exports[0].ExternName.Interface is not { } name)
            {
                throw NotWit($"the type `{item.Name}` does not export one interface or world by its full name");
            }

            (PackageName package, string local) = Split(name);
            id ??= Package(package);
            if (arena.Packages[id.Value.Index].Name != package || local != item.Name)
            {
                throw NotWit($"`{item.Name}` is called `{wrapper.Exports[0].Name}` inside");
            }

            ForgetTypes();
            foreach (ComponentExtern import in wrapper.Imports)
            {
                if (import.Type.AsInstance is not { } used || import.ExternName.Interface is not { } usedName)
                {
                    throw NotWit($"the import `{import.Name}` is not an interface");
                }

                Members(Named(usedName), used);
            }

            ComponentExternType inner = wrapper.Exports[0].Type;
            if (inner.AsInstance is { } instance)
            {
                Members(Named(name), instance);
            }
            else if (inner.AsComponent is { } world)
            {
                ReadWorld(id.Value, local, world);
            }
            else
            {
                throw NotWit($"`{item.Name}` is neither an interface nor a world");
            }
        }

        if (component.Syntax.FindCustomSection(PackageDocs.SectionName) is { } section)
        {
            PackageDocs.Read(section.Content, arena, id!.Value);
        }

        return id!.Value;
    }

    public PackageId ReadComponent(ComponentType component)
    {
        PackageId id = Package(WitDecoder.RootPackage);
        ReadWorld(id, WitDecoder.RootWorld, component);
        return id;
    }

    private ComposeException NotWit(string message) =>
        new(ErrorCodes.Wit.NotWit, message, file is null ? null : new ErrorLocation { File = file });

    /// <summary>Each type export stands for itself: the same interface has other objects for its types in the next one.</summary>
    private void ForgetTypes()
    {
        _named.Clear();
        _resources.Clear();
    }

    private PackageId Package(PackageName name) =>
        arena.PackageIds.TryGetValue(name, out PackageId id) ? id : arena.Add(new WitPackage(name, null) { Source = file });

    private static (PackageName Package, string Item) Split(InterfaceName name)
    {
        int colon = name.Package.LastIndexOf(':');
        int slash = name.Name.LastIndexOf('/');
        string package = name.Package[(colon + 1)..] + (slash < 0 ? string.Empty : "/" + name.Name[..slash]);
        return (new PackageName(name.Package[..colon], package, name.Version), name.Name[(slash + 1)..]);
    }

    private InterfaceId Named(InterfaceName name)
    {
        if (name.VersionText is not null && name.Version is null)
        {
            throw NotWit($"`{name}` has an abbreviated version, which WIT cannot say");
        }

        (PackageName packageName, string local) = Split(name);
        PackageId id = Package(packageName);
        WitPackage package = arena.Packages[id.Index];
        if (package.Worlds.ContainsKey(local))
        {
            throw NotWit($"`{name}` is a world and an interface");
        }

        if (!package.Interfaces.TryGetValue(local, out InterfaceId found))
        {
            found = arena.Add(new WitInterface(local, id, null, Stability.Unknown, SourceSpan.None));
            package.Interfaces.Add(local, found);
        }

        return found;
    }

    private void ReadWorld(PackageId package, string name, ComponentType type)
    {
        while (AllowsEqualWorlds && (arena.Packages[package.Index].Interfaces.ContainsKey(name) || arena.Packages[package.Index].Worlds.ContainsKey(name)))
        {
            name += "-x";
        }

        if (arena.Packages[package.Index].Interfaces.ContainsKey(name) || arena.Packages[package.Index].Worlds.ContainsKey(name))
        {
            throw NotWit($"two items are called `{name}`");
        }

        var world = new WitWorld(name, package, null, Stability.Unknown, SourceSpan.None);
        WorldId id = arena.Add(world);
        arena.Packages[package.Index].Worlds.Add(name, id);
        foreach (ComponentExtern item in type.Imports)
        {
            Add(world.Imports, id, item, isExport: false);
        }

        foreach (ComponentExtern item in type.Exports)
        {
            Add(world.Exports, id, item, isExport: true);
        }

        world.Imports = new OrderedDictionary<WorldKey, WorldItem>(world.Imports.OrderBy(pair => pair.Value switch
        {
            WorldItem.Interface => 0,
            WorldItem.Type used => arena.UsedFrom(used.Id) is null ? 2 : 1,
            WorldItem.Function { Signature.Resource: null } => 3,
            _ => 4,
        }));
    }

    private void Add(OrderedDictionary<WorldKey, WorldItem> items, WorldId world, ComponentExtern item, bool isExport)
    {
        WorldKey key = WorldKey.Of(item.Name);
        WorldItem added;
        switch (item.Kind)
        {
            case ComponentExternKind.Instance when item.ExternName.Kind == ExternNameKind.Interface:
                InterfaceId named = Named(Meant(item.ExternName.Interface!, isExport));
                Members(named, item.Type.AsInstance!);
                key = WorldKey.Of(named);
                added = Interface(named, item);
                break;
            case ComponentExternKind.Instance when item.Interface is { } implemented:
                InterfaceId found = Named(implemented);
                Members(found, item.Type.AsInstance!);
                added = Interface(found, item);
                break;
            case ComponentExternKind.Instance when item.ExternName.Kind == ExternNameKind.Label:
                InterfaceId inline = arena.Add(new WitInterface(null, arena[world].Package, null, Stability.Unknown, SourceSpan.None));
                Members(inline, item.Type.AsInstance!);
                added = Interface(inline, item);
                break;
            case ComponentExternKind.Func when item.ExternName.Kind is not (ExternNameKind.Interface or ExternNameKind.Dependency):
                added = new WorldItem.Function(Function(
                    item, name => items.TryGetValue(WorldKey.Of(name), out WorldItem? type) && type is WorldItem.Type { Id: var id } ? id : null));
                break;
            case ComponentExternKind.Type when !isExport:
                added = new WorldItem.Type(Type(item, WitOwner.Of(world)), SourceSpan.None);
                break;
            default:
                throw NotWit($"the {(isExport ? "export" : "import")} `{item.Name}` is a {item.Kind.ToString().ToLowerInvariant()}, which a world cannot have");
        }

        if (!items.TryAdd(key, added) && (ImportedAs is null || isExport || key.Name is not null))
        {
            throw NotWit($"the world has `{item.Name}` twice");
        }
    }

    private InterfaceName Meant(InterfaceName name, bool isExport) => isExport || ImportedAs is null ? name : ImportedAs(name);

    private static WorldItem.Interface Interface(InterfaceId id, ComponentExtern item) =>
        new(id, Stability.Unknown, null, item.Attributes.ExternalId, SourceSpan.None);

    /// <summary>Adds what an instance type shows of an interface.</summary>
    private void Members(InterfaceId id, InstanceType instance)
    {
        WitInterface found = arena[id];
        foreach (ComponentExtern item in instance.Exports)
        {
            switch (item.Kind)
            {
                case ComponentExternKind.Type when found.Types.TryGetValue(item.Name, out TypeId known):
                    Remember(item, known);
                    break;
                case ComponentExternKind.Type:
                    found.Types.Add(item.Name, Type(item, WitOwner.Of(id)));
                    break;
                case ComponentExternKind.Func:
                    found.Functions.TryAdd(item.Name, Function(item, name => found.Types.TryGetValue(name, out TypeId type) ? type : null));
                    break;
                default:
                    throw NotWit($"the interface has `{item.Name}`, a {item.Kind.ToString().ToLowerInvariant()}");
            }
        }
    }
}
