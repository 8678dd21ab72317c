using System.Diagnostics.CodeAnalysis;

namespace Compose;

/// <summary>
/// Names what a host can offer: a WIT interface, <c>wasi:filesystem/preopens@0.2.12</c>, in its parts. Without a
/// version it stands for every version of the interface.
/// </summary>
/// <param name="Package">Namespace and package: <c>wasi:filesystem</c>.</param>
/// <param name="Interface">The interface: <c>preopens</c>.</param>
/// <param name="Version">The version as written, without <c>@</c>; null for any.</param>
public readonly record struct CapabilityName(string Package, string Interface, string? Version) : IComparable<CapabilityName>
{
    /// <summary>Package and interface without the version: <c>wasi:filesystem/preopens</c>.</summary>
    public string Track => Package + "/" + Interface;

    /// <summary>True if only a host provides the interface: those of <c>wasi</c>, <c>std</c> and <c>sys:compose</c>.</summary>
    public bool IsHostNamespace =>
        Package is not null && (Package.StartsWith("wasi:", StringComparison.Ordinal) || Package.StartsWith("std:", StringComparison.Ordinal) || Package == "sys:compose");

    /// <summary>Reads <c>namespace:package/interface</c> with an optional <c>@version</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CapabilityName name)
    {
        name = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        string? version = at < 0 ? null : text[(at + 1)..];
        string path = at < 0 ? text : text[..at];
        int slash = path.LastIndexOf('/');
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || slash <= colon + 1 || slash == path.Length - 1 || version is { Length: 0 })
        {
            return false;
        }

        name = new CapabilityName(path[..slash], path[(slash + 1)..], version);
        return true;
    }

    /// <summary>Orders by package, interface and version, ordinally.</summary>
    public int CompareTo(CapabilityName other)
    {
        int order = string.CompareOrdinal(Package, other.Package);
        order = order != 0 ? order : string.CompareOrdinal(Interface, other.Interface);
        return order != 0 ? order : string.CompareOrdinal(Version, other.Version);
    }

    public override string ToString() => Version is null ? Track : Track + "@" + Version;

    public static bool operator <(CapabilityName left, CapabilityName right) => left.CompareTo(right) < 0;

    public static bool operator >(CapabilityName left, CapabilityName right) => left.CompareTo(right) > 0;

    public static bool operator <=(CapabilityName left, CapabilityName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(CapabilityName left, CapabilityName right) => left.CompareTo(right) >= 0;
}
