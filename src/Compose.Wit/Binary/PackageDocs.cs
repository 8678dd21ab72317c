using System.Text.Json;
using System.Text.Unicode;

namespace Compose.Wit.Binary;

/// <summary>
/// Docs and gates of an encoded package. Component types have no place for them; tools agree on a custom section that
/// holds a version byte and JSON. Without it, or if it is malformed, a package means the same.
/// </summary>
internal static partial class PackageDocs
{
    public const string SectionName = "package-docs";

    private const byte Version = 1;

    /// <summary>Reads the section into a package that was decoded; what does not fit is passed over.</summary>
    public static void Read(ReadOnlyMemory<byte> content, WitArena arena, PackageId id)
    {
        if (content.IsEmpty || content.Span[0] > Version || !Utf8.IsValid(content.Span[1..]))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content[1..]);
            WitPackage package = arena.Packages[id.Index];
            JsonElement root = document.RootElement;
            package.Docs = Text(root, "docs") ?? package.Docs;
            foreach (JsonProperty item in Members(root, "interfaces"))
            {
                if (package.Interfaces.TryGetValue(item.Name, out InterfaceId found))
                {
                    Interface(item.Value, arena, found);
                }
            }

            foreach (JsonProperty item in Members(root, "worlds"))
            {
                if (package.Worlds.TryGetValue(item.Name, out WorldId found))
                {
                    World(item.Value, arena, arena[found]);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text in it escapes half a surrogate pair.
        }
    }
}
