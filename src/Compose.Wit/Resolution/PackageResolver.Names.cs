using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>Interfaces and worlds share one namespace across the files of a package.</summary>
    private void CollectItems()
    {
        foreach (FileSyntax file in _package.Files)
        {
            var scope = new FileScope();
            _files.Add(scope);
            foreach (ItemSyntax item in file.Items)
            {
                Identifier? name = (item as InterfaceSyntax)?.Name ?? (item as WorldSyntax)?.Name;
                if (name is null)
                {
                    continue;
                }

                var local = new LocalItem(item, name, scope);
                if (!_items.TryAdd(name.Name, local))
                {
                    Report(ErrorCodes.Wit.Duplicate, $"the package has two items named `{name.Name}`", name.Span);
                    continue;
                }

                scope.Names.Add(name.Name, (local, null));
                _inTextOrder.Add(local);
            }
        }
    }

    private void CollectUses()
    {
        for (int i = 0; i < _files.Count; i++)
        {
            foreach (ItemSyntax item in _package.Files[i].Items)
            {
                if (item is not TopLevelUseSyntax use)
                {
                    continue;
                }

                if (use.Attributes.Count > 0)
                {
                    Report(ErrorCodes.Wit.Invalid, "a `use` at the top level cannot have attributes", use.Span);
                }

                LocalItem? local = null;
                if (use.Path.Package is null)
                {
                    if (!_items.TryGetValue(use.Path.Name.Name, out local))
                    {
                        ReportNoItem(use.Path.Name);
                        continue;
                    }
                }
                else if (TryFindPackage(use.Path.Package, out PackageId id) && !HasItem(id, use.Path.Name.Name))
                {
                    ReportNoForeignItem(id, use.Path.Name, "interface or world");
                }

                if (!_files[i].Names.TryAdd(use.Local.Name, (local, local is null ? use.Path : null)))
                {
                    Report(
                        ErrorCodes.Wit.Duplicate,
                        $"the file has two items named `{use.Local.Name}`",
                        use.Local.Span,
                        "give one another name with `as`");
                }
            }
        }
    }

    private bool HasItem(PackageId id, string name)
    {
        WitPackage package = _arena.Packages[id.Index];
        return package.Interfaces.ContainsKey(name) || package.Worlds.ContainsKey(name);
    }

    /// <summary>Interfaces and worlds, each after those it uses or includes.</summary>
    private List<LocalItem> OrderItems()
    {
        var index = new Dictionary<LocalItem, int>();
        foreach (LocalItem item in _inTextOrder)
        {
            index.Add(item, index.Count);
        }

        var edges = new List<List<int>>(index.Count);
        var uses = new List<List<UsePath>>(index.Count);
        foreach (LocalItem item in _inTextOrder)
        {
            var dependencies = new List<int>();
            var paths = new List<UsePath>();
            foreach (UsePath path in Dependencies(item))
            {
                if (path.Package is null && FindLocal(path.Name.Name, item.File) is { } local)
                {
                    dependencies.Add(index[local]);
                    paths.Add(path);
                }
            }

            edges.Add(dependencies);
            uses.Add(paths);
        }

        var order = new List<int>();
        Topology.Sort(edges, order);
        if (order.Count < edges.Count)
        {
            ReportCycle(edges, order, (from, edge) => uses[from][edge].Name.Span, node => _inTextOrder[node].Name.Name);
        }

        return order.ConvertAll(node => _inTextOrder[node]);
    }

    private static IEnumerable<UsePath> Dependencies(LocalItem item)
    {
        if (item.Syntax is InterfaceSyntax syntax)
        {
            return syntax.Items.OfType<UseSyntax>().Select(use => use.From);
        }

        return ((WorldSyntax)item.Syntax).Items.OfType<IncludeSyntax>().Select(include => include.From);
    }

    /// <summary>Reports the first edge between two nodes that could not be ordered.</summary>
    private void ReportCycle(
        List<List<int>> edges, List<int> order, Func<int, int, SourceSpan> spanOf, Func<int, string> nameOf)
    {
        var done = new HashSet<int>(order);
        for (int node = 0; node < edges.Count; node++)
        {
            for (int edge = 0; edge < edges[node].Count && !done.Contains(node); edge++)
            {
                int target = edges[node][edge];
                if (!done.Contains(target))
                {
                    Report(
                        ErrorCodes.Wit.Cycle,
                        target == node
                            ? $"`{nameOf(node)}` refers to itself"
                            : $"`{nameOf(target)}` depends on itself through what it refers to",
                        spanOf(node, edge));
                    return;
                }
            }
        }
    }

    /// <summary>The item that a bare name means in a file; null if none, or one of another package.</summary>
    private LocalItem? FindLocal(string name, FileScope file) =>
        file.Names.TryGetValue(name, out (LocalItem? Local, UsePath? Foreign) named)
            ? named.Local
            : _items.GetValueOrDefault(name);

    /// <summary>
    /// The interface that a path names. Null if it is left out or broken; where <paramref name="included"/>, the reason
    /// is reported.
    /// </summary>
    private InterfaceId? FindInterface(UsePath path, FileScope file, bool included, out LocalItem? local)
    {
        local = null;
        if (path.Package is null && file.Names.TryGetValue(path.Name.Name, out (LocalItem? Local, UsePath? Foreign) named) && named.Foreign is not null)
        {
            path = named.Foreign with { Name = named.Foreign.Name with { Span = path.Name.Span } };
        }

        if (path.Package is null)
        {
            local = FindLocal(path.Name.Name, file);
            if (local is null)
            {
                ReportNoItem(path.Name);
            }
            else if (local.IsWorld)
            {
                Report(ErrorCodes.Wit.Invalid, $"`{path.Name.Name}` is a world; an interface is needed here", path.Name.Span);
            }
            else if (local.Interface is null && included && local.Stability.Feature is not null)
            {
                ReportLeftOut($"the interface `{path.Name.Name}`", local.Stability.Feature, path.Name.Span);
            }

            return local?.Interface;
        }

        if (!TryFindPackage(path.Package, out PackageId package) || !included)
        {
            return null;
        }

        if (_arena.Packages[package.Index].Interfaces.TryGetValue(path.Name.Name, out InterfaceId id))
        {
            return id;
        }

        ReportNoForeignItem(package, path.Name, "interface");
        return null;
    }

    /// <summary>As <see cref="FindInterface"/>, for worlds.</summary>
    private WorldId? FindWorld(UsePath path, FileScope file, bool included)
    {
        if (path.Package is null && file.Names.TryGetValue(path.Name.Name, out (LocalItem? Local, UsePath? Foreign) named) && named.Foreign is not null)
        {
            path = named.Foreign with { Name = named.Foreign.Name with { Span = path.Name.Span } };
        }

        if (path.Package is null)
        {
            LocalItem? local = FindLocal(path.Name.Name, file);
            if (local is null)
            {
                ReportNoItem(path.Name);
            }
            else if (!local.IsWorld)
            {
                Report(ErrorCodes.Wit.Invalid, $"`{path.Name.Name}` is an interface; a world is needed here", path.Name.Span);
            }
            else if (local.World is null && included && local.Stability.Feature is not null)
            {
                ReportLeftOut($"the world `{path.Name.Name}`", local.Stability.Feature, path.Name.Span);
            }

            return local?.World;
        }

        if (!TryFindPackage(path.Package, out PackageId package) || !included)
        {
            return null;
        }

        if (_arena.Packages[package.Index].Worlds.TryGetValue(path.Name.Name, out WorldId id))
        {
            return id;
        }

        ReportNoForeignItem(package, path.Name, "world");
        return null;
    }

    private bool TryFindPackage(PackageNameSyntax name, out PackageId id)
    {
        if (_arena.PackageIds.TryGetValue(name.Name, out id))
        {
            return true;
        }

        var versions = new List<string>();
        foreach (WitPackage known in _arena.Packages)
        {
            if (known.Name.Namespace == name.Name.Namespace && known.Name.Name == name.Name.Name)
            {
                versions.Add(known.Name.ToString());
            }
        }

        Report(
            ErrorCodes.Wit.NotDefined,
            $"the package `{name.Name}` is not known",
            name.Span,
            versions.Count > 0
                ? $"known is {string.Join(", ", versions)}: versions must be written and match"
                : "put it into the folder `deps` beside the files of this package, or into a `package … { }` block");
        return false;
    }

    private void ReportNoItem(Identifier name) =>
        Report(
            ErrorCodes.Wit.NotDefined,
            $"the package `{_package.Name}` has no interface or world named `{name.Name}`",
            name.Span,
            "name the package too if it is defined in another one: `namespace:package/interface`");

    private void ReportNoForeignItem(PackageId id, Identifier name, string what)
    {
        WitPackage package = _arena.Packages[id.Index];
        if (_arena.LeftOut.TryGetValue(package.Name.Item(name.Name), out string? feature))
        {
            ReportLeftOut($"`{package.Name.Item(name.Name)}`", feature, name.Span);
        }
        else if (HasItem(id, name.Name))
        {
            Report(ErrorCodes.Wit.Invalid, $"`{package.Name.Item(name.Name)}` is there, but no {what}", name.Span);
        }
        else if (!_state.Broken.Contains(id))
        {
            Report(ErrorCodes.Wit.NotDefined, $"the package `{package.Name}` has no {what} named `{name.Name}`", name.Span);
        }
    }
}
