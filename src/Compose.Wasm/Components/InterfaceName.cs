using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>
/// The name of an interface: <c>namespace:package/interface@version</c>, as in <c>wasi:http/types@0.2.12</c>.
/// With nested names the package may have several namespaces and the interface several parts.
/// </summary>
public sealed record InterfaceName
{
    private InterfaceName(string package, string name, string? versionText, SemanticVersion? version)
    {
        Package = package;
        Name = name;
        VersionText = versionText;
        Version = version;
    }

    /// <summary><c>namespace:package</c>.</summary>
    public string Package { get; }

    /// <summary>The interface, or with nested names the path below the package.</summary>
    public string Name { get; }

    /// <summary>What stands after <c>@</c>, or null.</summary>
    public string? VersionText { get; }

    /// <summary>The version; null if there is none or if it is canonical (<c>@0.2</c>) rather than complete.</summary>
    public SemanticVersion? Version { get; }

    /// <summary><c>namespace:package/interface</c>, without the version.</summary>
    public string WithoutVersion => Package + "/" + Name;

    /// <summary>The semver track (<c>0.2</c> of <c>0.2.12</c>); empty if the name has no version.</summary>
    public string Track => Version?.Track ?? VersionText ?? string.Empty;

    /// <summary>Package, interface and track: what is equal for names that may be linked with each other.</summary>
    public string TrackKey => Track.Length == 0 ? WithoutVersion : WithoutVersion + "@" + Track;

    /// <summary>Whether both name the same interface on the same semver track.</summary>
    public bool IsCompatibleWith(InterfaceName other) =>
        string.Equals(TrackKey, other.TrackKey, StringComparison.Ordinal);

    public static bool TryParse(string text, [NotNullWhen(true)] out InterfaceName? name) =>
        TryParse(text, ComponentFeatures.Default, out name, out _);

    /// <summary>Reads a name; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryParse(
        string text,
        ComponentFeatures features,
        [NotNullWhen(true)] out InterfaceName? name,
        [NotNullWhen(false)] out string? error)
    {
        name = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? text : text[..at];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            error = $"`{text}` has no `/` after the package";
            return false;
        }

        var package = path[..slash];
        if (!NameGrammar.IsPackage(package, features, out error)
            || !NameGrammar.IsProjection(path[(slash + 1)..], features, out error))
        {
            return false;
        }

        SemanticVersion? version = null;
        string? versionText = null;
        if (at >= 0)
        {
            versionText = text[(at + 1)..];
            var canonical = features.HasFlag(ComponentFeatures.CanonicalNames) && NameGrammar.IsCanonicalVersion(versionText);
            if (!SemanticVersion.TryParse(versionText, out version) && !canonical)
            {
                error = $"`{versionText}` is not a semantic version";
                return false;
            }
        }

        name = new InterfaceName(package, path[(slash + 1)..], versionText, version);
        error = null;
        return true;
    }

    /// <summary>The same interface with another version.</summary>
    public InterfaceName WithVersion(SemanticVersion version) => new(Package, Name, version.ToString(), version);

    public override string ToString() => VersionText is null ? WithoutVersion : WithoutVersion + "@" + VersionText;
}
