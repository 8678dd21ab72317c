using System.Globalization;

namespace Compose.Wasm.Core;

/// <summary>
/// Gives imports of one module name and name different names: a core module may import something twice, one within a
/// component may not. The second of <c>fd_write</c> becomes <c>fd_write [v2]</c>, as other tools call it.
/// </summary>
public static class UniqueImports
{
    private const byte ImportSection = 2;

    /// <summary>The name without what <see cref="Rename"/> added.</summary>
    public static string OriginalOf(string name)
    {
        int at = name.LastIndexOf(" [v", StringComparison.Ordinal);
        return at > 0 && name.EndsWith(']') && int.TryParse(name.AsSpan(at + 3, name.Length - at - 4), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? name[..at]
            : name;
    }

    /// <summary>The module with unique imports; the same bytes if they are unique already.</summary>
    public static ReadOnlyMemory<byte> Rename(CoreModule module)
    {
        var counts = new Dictionary<(string, string), int>();
        bool isUnique = true;
        foreach (Import import in module.Imports)
        {
            isUnique &= counts.TryAdd((import.Module, import.Name), 1);
        }

        return isUnique ? module.Bytes : Write(module, counts);
    }

    private static byte[] Write(CoreModule module, Dictionary<(string, string), int> counts)
    {
        var seen = new HashSet<(string, string)>();
        var writer = new WasmWriter(module.Bytes.Length + 1024);
        writer.WriteModuleHeader();
        var reader = new WasmReader(module.Bytes.Span) { Position = 8 };
        while (!reader.AtEnd)
        {
            byte id = reader.ReadByte();
            WasmReader content = reader.ReadSizedSlice();
            if (id != ImportSection)
            {
                writer.WriteSection(id, content.Data);
                continue;
            }

            int section = writer.BeginSection(id);
            writer.WriteVarU32(module.Imports.Length);
            foreach (Import import in module.Imports)
            {
                string name = import.Name;
                while (!seen.Add((import.Module, name)))
                {
                    int number = counts[(import.Module, import.Name)] + 1;
                    counts[(import.Module, import.Name)] = number;
                    name = string.Create(CultureInfo.InvariantCulture, $"{import.Name} [v{number}]");
                }

                writer.WriteName(import.Module);
                writer.WriteName(name);
                CoreTypeWriter.WriteExternType(writer, import.Type);
            }

            writer.EndSized(section);
        }

        return writer.ToArray();
    }
}
