using System.Text;
using Compose.Wasm.Components;

namespace Compose.Wit;

/// <summary>
/// <c>namespace:package@version</c>. With nested names the namespace holds further colons and the package further
/// slashes.
/// </summary>
public sealed record PackageName(string Namespace, string Name, SemanticVersion? Version) : IComparable<PackageName>
{
    /// <summary>The name of an interface or world of the package: <c>wasi:io/poll@0.2.12</c>.</summary>
    public string Item(string item)
    {
        var text = new StringBuilder(Namespace).Append(':').Append(Name).Append('/').Append(item);
        return Version is null ? text.ToString() : text.Append('@').Append(Version).ToString();
    }

    /// <summary>By namespace, name and version, byte by byte; no version comes first.</summary>
    public int CompareTo(PackageName? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = string.CompareOrdinal(Namespace, other.Namespace);
        order = order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        if (order != 0)
        {
            return order;
        }

        if (Version is null || other.Version is null)
        {
            return (Version is null ? 0 : 1) - (other.Version is null ? 0 : 1);
        }

        order = Version.CompareTo(other.Version);
        return order != 0 ? order : string.CompareOrdinal(Version.Build, other.Version.Build);
    }

    public static bool operator <(PackageName left, PackageName right) => left.CompareTo(right) < 0;

    public static bool operator >(PackageName left, PackageName right) => left.CompareTo(right) > 0;

    public static bool operator <=(PackageName left, PackageName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PackageName left, PackageName right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Namespace}:{Name}" + (Version is null ? string.Empty : $"@{Version}");
}
