using System.Diagnostics.CodeAnalysis;

namespace Compose.Emit;

/// <summary>
/// The name of an import that belongs to one instance of the plan, or to a group of them:
/// <c>compose:n-ENC(path)/ENC(package:interface)@VERSION</c>, <c>compose:g-…</c> for a group, which is named after
/// its smallest member. The namespace is ours, so a host that does not know the scheme refuses to link instead of
/// handing one instance another's authority; the version stays semver, so a linker's tracks work within one instance
/// and never across instances.
/// </summary>
public readonly record struct AuthorityName(bool IsGroup, InstancePath Path, string Interface, string? Version)
{
    private const string Namespace = "compose:";

    /// <summary>The name of <paramref name="import"/> (such as <c>wasi:cli/environment@0.2.12</c>) for one instance.</summary>
    public static AuthorityName ForNode(InstancePath path, string import) => Of(false, path, import);

    /// <summary>The name of something shared by a group, given its smallest member.</summary>
    public static AuthorityName ForGroup(InstancePath smallest, string import) => Of(true, smallest, import);

    /// <summary>The import's text form.</summary>
    public override string ToString()
    {
        string path = NameEncoding.Encode(Path.Text ?? string.Empty);
        string kind = IsGroup ? "g" : "n";

        // No word may begin with a digit (older validators), so a leading digit joins the kind's letter.
        string separator = path.Length > 0 && !char.IsAsciiDigit(path[0]) ? "-" : string.Empty;
        string version = Version is null ? string.Empty : "@" + Version;
        return $"{Namespace}{kind}{separator}{path}/{EncodeInterface(Interface)}{version}";
    }

    /// <summary>Reads an import name of this scheme; false for any other name.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out AuthorityName result)
    {
        result = default;
        if (name is null || !name.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string rest = name[Namespace.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1)
        {
            return false;
        }

        int at = rest.IndexOf('@', slash);
        string @interface = at < 0 ? rest[(slash + 1)..] : rest[(slash + 1)..at];
        string? version = at < 0 ? null : rest[(at + 1)..];
        char kind = char.ToLowerInvariant(rest[0]);
        if (kind is not ('n' or 'g')
            || !NameEncoding.TryDecode(rest[1..slash], out string? path)
            || !NameEncoding.TryDecode(@interface, out string? plain))
        {
            return false;
        }

        result = new AuthorityName(kind == 'g', new InstancePath(path), plain, version);
        return true;
    }

    private static AuthorityName Of(bool group, InstancePath path, string import)
    {
        int at = import.IndexOf('@', StringComparison.Ordinal);
        return at < 0
            ? new AuthorityName(group, path, import, null)
            : new AuthorityName(group, path, import[..at], import[(at + 1)..]);
    }

    private static string EncodeInterface(string name)
    {
        string encoded = NameEncoding.Encode(name);

        // A label begins with a letter; an interface never begins with a digit, a plain name might by mistake.
        return encoded.Length > 0 && char.IsAsciiDigit(encoded[0]) ? "xw" + ((int)name[0]).ToString("x") + "xe" + NameEncoding.Encode(name[1..]) : encoded;
    }
}
