using System.IO.Compression;
using System.Text.Json;

namespace Compose.Testing;

/// <summary>
/// A test script of the WebAssembly projects, converted to JSON: commands in order, and the binaries they name, from
/// the archive of the same name beside the JSON or from its folder.
/// </summary>
public sealed class WastScript
{
    private readonly string _folder;
    private readonly Dictionary<string, byte[]> _archived = new(StringComparer.Ordinal);

    private WastScript(string path, string source, IReadOnlyList<WastCommand> commands)
    {
        _folder = Path.GetDirectoryName(path)!;
        Source = source;
        Commands = commands;
        string archive = Path.ChangeExtension(path, ".zip");
        if (File.Exists(archive))
        {
            using ZipArchive zip = ZipFile.OpenRead(archive);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                _archived[entry.FullName] = bytes;
            }
        }
    }

    /// <summary>Name of the script that the commands were made from.</summary>
    public string Source { get; }

    public IReadOnlyList<WastCommand> Commands { get; }

    /// <summary>Reads <c>X.json</c>, with <c>X.zip</c> if it is there.</summary>
    public static WastScript Load(string path)
    {
        JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        var commands = new List<WastCommand>();
        foreach (JsonElement command in document.RootElement.GetProperty("commands").EnumerateArray())
        {
            commands.Add(new WastCommand(command));
        }

        string source = document.RootElement.GetProperty("source_filename").GetString() ?? Path.GetFileName(path);
        return new WastScript(path, source, commands);
    }

    /// <summary>The bytes of a file that a command names.</summary>
    public byte[] ReadFile(string name) =>
        _archived.TryGetValue(name, out byte[]? bytes) ? bytes : File.ReadAllBytes(Path.Combine(_folder, name));
}
