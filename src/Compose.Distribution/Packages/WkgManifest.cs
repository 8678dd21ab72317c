using Compose.Plans;
using Compose.Store;

namespace Compose.Distribution.Packages;

/// <summary>
/// What <c>wkg.toml</c> says of dependencies: folders and files that stand for packages. Overriding a version is refused: the
/// WIT names the version itself.
/// </summary>
public sealed record WkgManifest(IReadOnlyDictionary<string, string> Paths)
{
    public const string FileName = "wkg.toml";

    /// <summary>Reads a file; an empty one if there is none. Paths are made whole from its folder.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>.</exception>
    public static WkgManifest ReadFile(string path)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ContentStore.TryRead(path) is not { } bytes)
        {
            return new WkgManifest(paths);
        }

        DocNode root = TomlReader.Read(bytes, path);
        if (Value(root, "overrides") is { Kind: DocKind.Mapping } overrides)
        {
            for (int i = 0; i < overrides.Keys.Count; i++)
            {
                DocNode entry = overrides.Items[i];
                if (Value(entry, "path") is { Kind: DocKind.Text } folder)
                {
                    paths[overrides.Keys[i].Text] = Path.GetFullPath(folder.Text, Path.GetDirectoryName(Path.GetFullPath(path))!);
                }
                else if (Value(entry, "version") is { } version)
                {
                    throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"the version of {overrides.Keys[i].Text} cannot be overridden here", ErrorLocation.AtLine(path, version.Line, version.Column), "write the version in the WIT, or a path");
                }
            }
        }

        return new WkgManifest(paths);
    }

    private static DocNode? Value(DocNode map, string key)
    {
        int at = map.Kind == DocKind.Mapping ? map.Keys.FindIndex(each => each.Text == key) : -1;
        return at < 0 ? null : map.Items[at];
    }
}
