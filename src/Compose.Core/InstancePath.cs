namespace Compose;

/// <summary>
/// Names one instance of a plan from the root: <c>app/db/cache</c>. Segments are instance ids; the root itself is
/// the empty path. Errors, events, traces and grants name an instance by this path.
/// </summary>
public readonly record struct InstancePath(string Text) : IComparable<InstancePath>
{
    /// <summary>The composition itself.</summary>
    public static InstancePath Root => new(string.Empty);

    /// <summary>The path of the instance <paramref name="id"/> below this one.</summary>
    public InstancePath Child(string id) => new(string.IsNullOrEmpty(Text) ? id : Text + "/" + id);

    /// <summary>Orders by ordinal comparison of the text.</summary>
    public int CompareTo(InstancePath other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => string.IsNullOrEmpty(Text) ? "(root)" : Text;
}
