using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>
/// Resolves one package whose dependencies are in the arena. In order: names of the files; an order of interfaces and
/// worlds in which each comes after what it refers to; types and signatures; handles in signatures; includes and
/// implied imports of worlds.
/// </summary>
/// <remarks>
/// A resource used as a type means its owning handle. Signatures keep the resource until all types of the package are
/// there (see <c>Owned</c>); that gives the arena its order.
/// </remarks>
internal sealed partial class PackageResolver
{
    private readonly ResolverState _state;
    private readonly WitArena _arena;
    private readonly WitDiagnostics _diagnostics;
    private readonly UnresolvedPackage _package;
    private readonly Dictionary<string, LocalItem> _items = new(StringComparer.Ordinal);
    private readonly List<LocalItem> _inTextOrder = [];
    private readonly List<FileScope> _files = [];
    private PackageId _id;

    public PackageResolver(ResolverState state, UnresolvedPackage package)
    {
        _state = state;
        _arena = state.Arena;
        _diagnostics = state.Diagnostics;
        _package = package;
    }

    public void Run()
    {
        int errors = _diagnostics.Errors.Count;
        _id = _arena.Add(new WitPackage(_package.Name, _package.Docs?.Text) { Source = _diagnostics.Sources.NameOf(_package.NameSpan) });
        int firstInterface = _arena.Interfaces.Count;
        CollectItems();
        CollectUses();
        List<LocalItem> order = OrderItems();
        foreach (LocalItem item in order)
        {
            Allocate(item);
        }

        foreach (LocalItem item in order)
        {
            if (item.Syntax is InterfaceSyntax syntax)
            {
                item.Types = ResolveInterface(syntax, item.Interface, item.File, item.IsIncluded ? null : item.Stability.Feature);
            }
        }

        foreach (LocalItem item in order)
        {
            if (item.Syntax is WorldSyntax syntax)
            {
                ResolveWorld(item, syntax);
            }
        }

        for (int i = firstInterface; i < _arena.Interfaces.Count; i++)
        {
            OwnHandles(_arena.Interfaces[i]);
        }

        OwnHandles(order);
        CheckSince(firstInterface, order);
        bool isBroken = _diagnostics.Errors.Count > errors;
        foreach (LocalItem item in order)
        {
            // Includes of a broken package would only repeat its errors; beyond the limit nothing is worth adding.
            if (item.World is { } world && !isBroken && _state.WorldItems <= _state.Options.Limits.WorldItems)
            {
                Include(world, item);
                Elaborate(world);
            }
        }

        Publish(order);
        if (_diagnostics.Errors.Count > errors)
        {
            _state.Broken.Add(_id);
        }
    }

    private void Allocate(LocalItem item)
    {
        item.Stability = StabilityOf(item.Syntax.Attributes);
        string name = item.Name.Name;
        if (!IsIncluded(item.Stability, item.Name.Span))
        {
            _arena.LeftOut[_package.Name.Item(name)] = item.Stability.Feature!;
        }
        else if (item.IsWorld)
        {
            item.World = _arena.Add(new WitWorld(name, _id, item.Syntax.Docs?.Text, item.Stability, item.Name.Span));
        }
        else
        {
            item.Interface = _arena.Add(new WitInterface(name, _id, item.Syntax.Docs?.Text, item.Stability, item.Name.Span));
        }
    }

    private void Publish(List<LocalItem> order)
    {
        WitPackage package = _arena.Packages[_id.Index];
        foreach (LocalItem item in order)
        {
            if (item.Interface is { } found)
            {
                package.Interfaces.Add(item.Name.Name, found);
            }
            else if (item.World is { } world)
            {
                package.Worlds.Add(item.Name.Name, world);
            }
        }
    }

    private void Report(ErrorCode code, string message, SourceSpan where, string? hint = null) =>
        _diagnostics.Report(code, message, where, hint);
}
