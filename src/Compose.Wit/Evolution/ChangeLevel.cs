namespace Compose.Wit.Evolution;

/// <summary>How much of a version a change needs (semver.org); the order is that of severity.</summary>
public enum ChangeLevel
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>Comments, gates, the order of items, names that only abbreviate a type: no component can tell.</summary>
    Patch,

    /// <summary>Something was added that those who know the old version never meet.</summary>
    Minor,

    /// <summary>A component or host made for the old version may not fit the new one.</summary>
    Major,
}
