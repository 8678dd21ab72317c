using Compose.Wit.Binary;
using Compose.Wit.Resolution;
using Compose.Wit.Syntax;

namespace Compose.Wit.Loading;

/// <summary>What sources name and do not hold.</summary>
public static class WitNeeds
{
    /// <summary>Packages that are named by the main package or a dependency, and that none of the files defines; in order of names.</summary>
    /// <exception cref="ComposeException">The sources cannot be read as WIT.</exception>
    public static IReadOnlyList<PackageName> Missing(WitSources sources, WitOptions? options = null)
    {
        options ??= WitOptions.Default;
        var diagnostics = new WitDiagnostics(new SourceMap(), options.Limits.Errors);
        var arena = new WitArena();
        var groups = new List<UnresolvedGroup>();
        foreach (IReadOnlyList<WitFile> files in (IReadOnlyList<WitFile>[])[sources.Main, .. sources.Dependencies])
        {
            if (files is [{ IsBinary: true } binary])
            {
                WitDecoder.DecodeInto(arena, binary.Bytes, binary.Name);
            }
            else
            {
                groups.Add(WitLoader.Parse(files, diagnostics, options.Limits));
            }
        }

        diagnostics.ThrowIfAny();
        var defined = new HashSet<PackageName>(arena.PackageIds.Keys);
        var packages = new List<UnresolvedPackage>();
        foreach (UnresolvedGroup group in groups)
        {
            packages.AddRange(group.Nested);
            if (group.Main is not null)
            {
                packages.Add(group.Main);
            }
        }

        defined.UnionWith(packages.Select(package => package.Name));
        return [.. packages.SelectMany(package => package.Paths()).Select(path => path.Package?.Name).OfType<PackageName>().Where(name => !defined.Contains(name)).Distinct().Order()];
    }
}
