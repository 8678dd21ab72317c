using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    private void ResolveWorld(LocalItem item, WorldSyntax syntax)
    {
        WitWorld? world = item.World is { } id ? _arena[id] : null;
        WitOwner owner = item.World is { } owned ? WitOwner.Of(owned) : WitOwner.None;
        var block = new TypeBlock(syntax.Items, item.File, owner, world is not null, world is null ? item.Stability.Feature : null, null);
        item.Types = block.Scope;
        var imports = new HashSet<WorldKey>();
        var exports = new HashSet<WorldKey>();
        foreach ((string name, TypeId type) in ResolveTypes(block))
        {
            WorldKey key = WorldKey.Of(name);
            imports.Add(key);
            world!.Imports.Add(key, new WorldItem.Type(type, _arena[type].Span));
        }

        foreach (ItemSyntax inner in syntax.Items)
        {
            if (inner is TypeDefinitionSyntax.Resource resource)
            {
                foreach (FunctionSyntax function in resource.Functions)
                {
                    WitFunction? resolved = ResolveFunction(function, resource.Name, block.Scope, world is not null);
                    if (resolved is not null)
                    {
                        world!.Imports.TryAdd(WorldKey.Of(resolved.Name), new WorldItem.Function(resolved));
                    }
                }
            }
            else if (inner is WorldExternSyntax external)
            {
                ResolveExtern(external, world, block, external.IsExport ? exports : imports);
            }
        }
    }

    private void ResolveExtern(WorldExternSyntax syntax, WitWorld? world, TypeBlock block, HashSet<WorldKey> taken)
    {
        Stability stability = StabilityOf(syntax.Attributes);
        string? externalId = ExternalIdOf(syntax.Attributes);
        bool included = world is not null && IsIncluded(stability, syntax.Span);
        WorldKey? key = syntax.Label is { } label ? WorldKey.Of(label.Name) : null;
        WorldItem? item = null;
        if (syntax.Function is not null)
        {
            item = ResolveFunction(syntax.Function, null, block.Scope, included) is { } function ? new WorldItem.Function(function) : null;
        }
        else if (syntax.Interface is not null)
        {
            InterfaceId? id = included
                ? _arena.Add(new WitInterface(null, _id, syntax.Interface.Docs?.Text, stability, syntax.Span))
                : null;
            ResolveInterface(syntax.Interface, id, block.File, IsIncluded(stability, syntax.Span) ? null : stability.Feature);
            item = id is { } inline ? new WorldItem.Interface(inline, stability, null, externalId, syntax.Span) : null;
        }
        else if (FindInterface(syntax.Path!, block.File, included, out _) is { } id)
        {
            key ??= WorldKey.Of(id);
            item = new WorldItem.Interface(id, stability, syntax.Docs?.Text, externalId, syntax.Span);
        }

        if (key is not { } known)
        {
            return;
        }

        string verb = syntax.IsExport ? "exports" : "imports";
        if (!taken.Add(known))
        {
            Report(
                ErrorCodes.Wit.Duplicate,
                known.Name is null ? $"the world {verb} this interface twice" : $"the world {verb} the name `{known.Name}` twice",
                syntax.Span,
                known.Name is null ? "to import it under another name too, write `name: path`" : null);
            return;
        }

        if (included && item is not null)
        {
            (syntax.IsExport ? world!.Exports : world!.Imports).Add(known, item);
        }
    }

    /// <summary>Makes the handles in the functions of worlds explicit: all imports of a world, then its exports.</summary>
    private void OwnHandles(List<LocalItem> order)
    {
        foreach (LocalItem item in order)
        {
            if (item.World is { } id)
            {
                OwnHandles(_arena[id].Imports);
                OwnHandles(_arena[id].Exports);
            }
        }
    }

    private void OwnHandles(OrderedDictionary<WorldKey, WorldItem> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (items.GetAt(i).Value is WorldItem.Function function)
            {
                items.SetAt(i, new WorldItem.Function(OwnHandles(function.Signature)));
            }
        }
    }
}
