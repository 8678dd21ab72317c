using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

/// <summary>The second stage: syntax to <see cref="ResolvedWit"/>.</summary>
public static class WitResolver
{
    /// <summary>
    /// Resolves a package with its dependencies. The result has all packages, those in braces and unused ones among
    /// them.
    /// </summary>
    /// <exception cref="ComposeException">All errors of <paramref name="diagnostics"/>, those of parsing among them.</exception>
    public static ResolvedWit Resolve(
        UnresolvedGroup main, IReadOnlyList<UnresolvedGroup> dependencies, WitDiagnostics diagnostics, WitOptions options) =>
        Resolve(main, dependencies, new WitArena(), diagnostics, options);

    /// <summary>As the public overload, into an arena that has packages already (read from binaries).</summary>
    internal static ResolvedWit Resolve(
        UnresolvedGroup main, IReadOnlyList<UnresolvedGroup> dependencies, WitArena arena, WitDiagnostics diagnostics, WitOptions options)
    {
        SortedDictionary<PackageName, UnresolvedPackage> packages = Collect([main, .. dependencies], arena, diagnostics);
        List<UnresolvedPackage> order = Order(packages, diagnostics);
        diagnostics.ThrowIfAny();
        var broken = new HashSet<PackageId>();
        var shared = new ResolverState(arena, diagnostics, options, broken);
        foreach (UnresolvedPackage package in order)
        {
            if (diagnostics.IsFull)
            {
                break;
            }

            new PackageResolver(shared, package).Run();
        }

        diagnostics.ThrowIfAny();
        return new ResolvedWit(arena, arena.PackageIds[main.Main!.Name], diagnostics.Sources);
    }

    private static SortedDictionary<PackageName, UnresolvedPackage> Collect(
        IReadOnlyList<UnresolvedGroup> groups, WitArena arena, WitDiagnostics diagnostics)
    {
        var packages = new SortedDictionary<PackageName, UnresolvedPackage>();
        var home = new Dictionary<PackageName, UnresolvedGroup>();
        foreach (UnresolvedGroup group in groups)
        {
            foreach (UnresolvedPackage package in group.Main is null ? group.Nested : [.. group.Nested, group.Main])
            {
                if (home.TryGetValue(package.Name, out UnresolvedGroup? other) && other != group && !arena.PackageIds.ContainsKey(package.Name)
                    && packages.TryGetValue(package.Name, out UnresolvedPackage? twin) && PackageText.AreEqual(twin, package, diagnostics.Sources))
                {
                    // The same dependency of two dependencies, found twice.
                    continue;
                }

                if (arena.PackageIds.ContainsKey(package.Name) || !packages.TryAdd(package.Name, package))
                {
                    string there = packages.TryGetValue(package.Name, out UnresolvedPackage? known)
                        ? $"; the other definition is at {diagnostics.Sources.Locate(known.NameSpan)}"
                        : string.Empty;
                    diagnostics.Report(
                        ErrorCodes.Wit.Duplicate,
                        $"the package `{package.Name}` is defined twice{there}",
                        package.NameSpan,
                        "keep one of the two");
                }

                home.TryAdd(package.Name, group);
            }
        }

        return packages;
    }

    /// <summary>Depth first, so that each package comes after those it names; from the first package by name.</summary>
    private static List<UnresolvedPackage> Order(SortedDictionary<PackageName, UnresolvedPackage> packages, WitDiagnostics diagnostics)
    {
        var order = new List<UnresolvedPackage>();
        var done = new HashSet<PackageName>();
        var open = new HashSet<PackageName>();
        var path = new Stack<(UnresolvedPackage Package, IEnumerator<UsePath> Paths)>();
        foreach (UnresolvedPackage root in packages.Values)
        {
            Enter(root);
            while (path.TryPeek(out (UnresolvedPackage Package, IEnumerator<UsePath> Paths) top))
            {
                if (!top.Paths.MoveNext())
                {
                    path.Pop();
                    open.Remove(top.Package.Name);
                    done.Add(top.Package.Name);
                    order.Add(top.Package);
                    continue;
                }

                if (top.Paths.Current.Package is not { } named || !packages.TryGetValue(named.Name, out UnresolvedPackage? next))
                {
                    continue;
                }

                if (open.Contains(next.Name))
                {
                    diagnostics.Report(
                        ErrorCodes.Wit.Cycle,
                        $"the package `{next.Name}` depends on itself",
                        named.Span,
                        next.Name == top.Package.Name ? "write the name of the interface alone: it is in this package" : null);
                    return order;
                }

                Enter(next);
            }
        }

        return order;

        void Enter(UnresolvedPackage package)
        {
            if (!done.Contains(package.Name))
            {
                open.Add(package.Name);
                path.Push((package, package.Paths().GetEnumerator()));
            }
        }
    }
}
