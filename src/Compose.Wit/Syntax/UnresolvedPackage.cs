namespace Compose.Wit.Syntax;

/// <summary>
/// The syntax of one package: its files, or the block that it stands in. Names in it are not looked up: what a name
/// means, whether a type exists, and what a world really imports can only be asked of <see cref="ResolvedWit"/>.
/// </summary>
/// <param name="Name">The name that the files agree on.</param>
/// <param name="NameSpan">One place where the name stands.</param>
/// <param name="Docs">The comment before <c>package</c>; one file at most may have it.</param>
/// <param name="Files">Ordered by file name. Each is its own scope for top-level <c>use</c>.</param>
public sealed record UnresolvedPackage(PackageName Name, SourceSpan NameSpan, DocComment? Docs, IReadOnlyList<FileSyntax> Files)
{
    /// <summary>Every path in the package, in the order in which dependencies are taken up: imports before exports.</summary>
    internal IEnumerable<UsePath> Paths()
    {
        foreach (FileSyntax file in Files)
        {
            foreach (ItemSyntax item in file.Items)
            {
                switch (item)
                {
                    case TopLevelUseSyntax use:
                        yield return use.Path;
                        break;
                    case InterfaceSyntax { Items: var items }:
                        foreach (ItemSyntax inner in items)
                        {
                            if (inner is UseSyntax { From: var from })
                            {
                                yield return from;
                            }
                        }

                        break;
                    case WorldSyntax world:
                        foreach (UsePath path in Paths(world))
                        {
                            yield return path;
                        }

                        break;
                }
            }
        }
    }

    private static IEnumerable<UsePath> Paths(WorldSyntax world)
    {
        foreach (ItemSyntax item in world.Items)
        {
            if (item is UseSyntax { From: var from })
            {
                yield return from;
            }
            else if (item is IncludeSyntax { From: var included })
            {
                yield return included;
            }
        }

        for (int pass = 0; pass < 2; pass++)
        {
            foreach (ItemSyntax item in world.Items)
            {
                if (item is not WorldExternSyntax external || external.IsExport != (pass == 1))
                {
                    continue;
                }

                if (external.Path is not null)
                {
                    yield return external.Path;
                }

                foreach (ItemSyntax inner in external.Interface?.Items ?? [])
                {
                    if (inner is UseSyntax { From: var from })
                    {
                        yield return from;
                    }
                }
            }
        }
    }
}
