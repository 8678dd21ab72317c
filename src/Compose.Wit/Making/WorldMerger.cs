using Compose.Wasm.Components;
using Compose.Wit.Binary;
using Compose.Wit.Resolution;

namespace Compose.Wit.Making;

/// <summary>
/// Brings the worlds of a module and its adapters into one arena and one world. Imports of one interface in several
/// versions of a semver track become imports of the newest: it has all that the older ones have.
/// </summary>
internal sealed class WorldMerger
{
    private readonly WitArena _arena = new();
    private readonly Dictionary<string, InterfaceName> _newest = new(StringComparer.Ordinal);
    private readonly List<WitWorld> _worlds = [];

    private WorldMerger(IReadOnlyList<ComponentMetadata> metadata, IReadOnlyList<string> files)
    {
        var components = new List<ResolvedComponent>();
        for (int i = 0; i < metadata.Count; i++)
        {
            components.Add(WitDecoder.Validate(metadata[i].Content));
            FindNewest(components[i]);
        }

        for (int i = 0; i < metadata.Count; i++)
        {
            int before = _arena.Worlds.Count;
            new PackageReader(_arena, files[i]) { ImportedAs = Newest, AllowsEqualWorlds = true }.ReadPackage(components[i]);
            if (_arena.Worlds.Count != before + 1)
            {
                throw new ComposeException(
                    ErrorCodes.Wit.EmbeddingFailed, "a section `component-type` does not hold one world", new ErrorLocation { File = files[i] });
            }

            _worlds.Add(_arena.Worlds[before]);
        }
    }

    /// <summary>Merges worlds; the result is the last of the arena.</summary>
    /// <param name="metadata">One world each.</param>
    /// <param name="files">What errors call each of them.</param>
    /// <param name="wit">The arena, whose main package is that of the merged world.</param>
    /// <param name="parts">The worlds one by one, in the order given.</param>
    public static WorldId Merge(
        IReadOnlyList<ComponentMetadata> metadata, IReadOnlyList<string> files, out ResolvedWit wit, out IReadOnlyList<WitWorld> parts)
    {
        var merger = new WorldMerger(metadata, files);
        PackageId package = merger._arena.PackageIds.TryGetValue(WitDecoder.RootPackage, out PackageId known)
            ? known
            : merger._arena.Add(new WitPackage(WitDecoder.RootPackage, null));
        var merged = new WitWorld(WitDecoder.RootWorld, package, null, Stability.Unknown, SourceSpan.None);
        WorldId id = merger._arena.Add(merged);
        foreach (WitWorld world in merger._worlds)
        {
            Add(merged.Imports, world.Imports, "import");
            Add(merged.Exports, world.Exports, "export");
        }

        merged.Imports = merger.InOrder(merged.Imports);
        merged.Exports = merger.InOrder(merged.Exports);
        wit = new ResolvedWit(merger._arena, package, new SourceMap());
        parts = merger._worlds;
        return id;
    }

    private void FindNewest(ResolvedComponent component)
    {
        foreach (ComponentExtern item in component.Exports)
        {
            if (item.Type.Type is not ComponentType wrapper)
            {
                continue;
            }

            Note(wrapper.Imports);
            foreach (ComponentExtern inner in wrapper.Exports)
            {
                if (inner.Type.AsComponent is { } world)
                {
                    Note(world.Imports);
                }
            }
        }
    }

    private void Note(IReadOnlyList<ComponentExtern> imports)
    {
        foreach (ComponentExtern import in imports)
        {
            if (import.ExternName.Interface is { Version: { } version } name
                && (!_newest.TryGetValue(name.TrackKey, out InterfaceName? known) || known.Version! < version))
            {
                _newest[name.TrackKey] = name;
            }
        }
    }

    private InterfaceName Newest(InterfaceName name) =>
        name.Version is not null && _newest.TryGetValue(name.TrackKey, out InterfaceName? newest) ? newest : name;

    private static void Add(OrderedDictionary<WorldKey, WorldItem> into, OrderedDictionary<WorldKey, WorldItem> items, string direction)
    {
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (!into.TryAdd(key, item) && key.Name is { } name && into[key].GetType() != item.GetType())
            {
                throw new ComposeException(
                    ErrorCodes.Wit.EmbeddingFailed, $"the module's worlds differ about the {direction} `{name}`", hint: "build the bindings from one world");
            }
        }
    }

    /// <summary>Interfaces, each after those that it uses, then types, then functions.</summary>
    private OrderedDictionary<WorldKey, WorldItem> InOrder(OrderedDictionary<WorldKey, WorldItem> items)
    {
        var byId = new Dictionary<InterfaceId, WorldKey>();
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Interface { Id: var id })
            {
                byId.TryAdd(id, key);
            }
        }

        var result = new OrderedDictionary<WorldKey, WorldItem>();
        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Interface { Id: var id })
            {
                Place(id, key);
            }
        }

        foreach ((WorldKey key, WorldItem item) in items)
        {
            if (item is WorldItem.Type)
            {
                result.Add(key, item);
            }
        }

        foreach ((WorldKey key, WorldItem item) in items)
        {
            result.TryAdd(key, item);
        }

        return result;

        void Place(InterfaceId id, WorldKey key)
        {
            var path = new Stack<(WorldKey Key, IEnumerator<InterfaceId> Uses)>();
            var seen = new HashSet<WorldKey> { key };
            path.Push((key, _arena.UsesOf(id).GetEnumerator()));
            while (path.TryPeek(out (WorldKey Key, IEnumerator<InterfaceId> Uses) top))
            {
                if (!top.Uses.MoveNext())
                {
                    path.Pop();
                    result.TryAdd(top.Key, items[top.Key]);
                }
                else if (byId.TryGetValue(top.Uses.Current, out WorldKey next) && !result.ContainsKey(next) && seen.Add(next))
                {
                    path.Push((next, _arena.UsesOf(top.Uses.Current).GetEnumerator()));
                }
            }
        }
    }
}
