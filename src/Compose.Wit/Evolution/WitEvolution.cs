using Compose.Wasm.Components;

namespace Compose.Wit.Evolution;

/// <summary>
/// What changed from one version of a package to another, what version number that asks for, and which one was given.
/// </summary>
/// <remarks>
/// The package is judged as a contract between components and hosts that were made at different times. A component
/// made for the old version must go on working where the new one is offered, so what it may import has to stay as it
/// is and what it must export may not grow. Items behind a feature that is not active promise nothing and are not
/// compared: they are not in the resolved package.
/// </remarks>
public sealed class WitEvolution
{
    private WitEvolution(PackageName old, PackageName @new, IReadOnlyList<WitChange> changes, ChangeLevel required, ChangeLevel? declared, string? refusal)
    {
        Old = old;
        New = @new;
        Changes = changes;
        Required = required;
        Declared = declared;
        Refusal = refusal;
    }

    public PackageName Old { get; }

    public PackageName New { get; }

    /// <summary>Every change, the severest first, otherwise in the order of the text.</summary>
    public IReadOnlyList<WitChange> Changes { get; }

    /// <summary>The severest change.</summary>
    public ChangeLevel Required { get; }

    /// <summary>
    /// What the step from the old version to the new allows; null where one of them has no version, which promises
    /// that everything old goes on working.
    /// </summary>
    public ChangeLevel? Declared { get; }

    /// <summary>Why the two cannot be versions of one package in this order, or null.</summary>
    public string? Refusal { get; }

    /// <summary>Whether the version number allows what was changed.</summary>
    public bool IsCompatible => Refusal is null && Required <= (Declared ?? ChangeLevel.Minor);

    /// <summary>The lowest version after the old one that allows the changes; null if the old one has none.</summary>
    public SemanticVersion? NextVersion
    {
        get
        {
            if (Old.Version is not { } version)
            {
                return null;
            }

            bool breaks = Required == ChangeLevel.Major;
            if (version.Major == 0)
            {
                return breaks
                    ? version.Minor == 0 ? new SemanticVersion(0, 0, version.Patch + 1) : new SemanticVersion(0, version.Minor + 1, 0)
                    : new SemanticVersion(0, version.Minor, version.Patch + 1);
            }

            return breaks ? new SemanticVersion(version.Major + 1, 0, 0)
                : Required == ChangeLevel.Minor ? new SemanticVersion(version.Major, version.Minor + 1, 0)
                : new SemanticVersion(version.Major, version.Minor, version.Patch + 1);
        }
    }

    /// <summary>Compares the main packages of two resolved texts or binaries.</summary>
    public static WitEvolution Check(ResolvedWit old, ResolvedWit @new)
    {
        PackageName oldName = old[old.Main].Name, newName = @new[@new.Main].Name;
        var comparer = new PackageComparer(old, @new);
        comparer.Packages();
        List<WitChange> changes = comparer.Changes;
        if (changes.Count == 0 && comparer.TextDiffers())
        {
            changes.Add(new WitChange(ChangeLevel.Patch, newName.ToString(), "comments, gates or the order of items changed", null, null));
        }

        ChangeLevel required = ChangeLevel.None;
        foreach (WitChange change in changes)
        {
            required = change.Level > required ? change.Level : required;
        }

        string? refusal = Refuse(oldName, newName);
        return new WitEvolution(
            oldName, newName, changes.OrderByDescending(change => change.Level).ToList(), required, DeclaredBy(oldName.Version, newName.Version), refusal);
    }

    private static string? Refuse(PackageName old, PackageName @new)
    {
        if (old.Namespace != @new.Namespace || old.Name != @new.Name)
        {
            return $"`{old}` and `{@new}` are different packages";
        }

        return old.Version is { } before && @new.Version is { } after && after < before
            ? $"{after} is an older version than {before}"
            : null;
    }

    /// <summary>
    /// Below 1.0 the second number breaks and the third adds, as semver tracks have it (<c>0.2.3</c> is served by
    /// <c>0.2.12</c>); a pre-release promises nothing, to itself or to what follows it.
    /// </summary>
    private static ChangeLevel? DeclaredBy(SemanticVersion? old, SemanticVersion? @new)
    {
        if (old is null || @new is null)
        {
            return null;
        }

        if (old.Track != @new.Track || (old.PreRelease.Length > 0 && old != @new))
        {
            return ChangeLevel.Major;
        }

        if (old.CompareTo(@new) == 0)
        {
            return ChangeLevel.None;
        }

        return old.Major > 0 && old.Minor == @new.Minor ? ChangeLevel.Patch : ChangeLevel.Minor;
    }
}
