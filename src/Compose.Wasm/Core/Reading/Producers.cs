namespace Compose.Wasm.Core;

/// <summary>
/// The <c>producers</c> custom section of a module or component: which languages, tools and SDKs made it, each with a
/// version (tool conventions, ProducersSection.md).
/// </summary>
public static class Producers
{
    public const string SectionName = "producers";

    /// <summary>One value of one field: <c>processed-by</c>, <c>rustc</c>, <c>1.90.0</c>.</summary>
    public readonly record struct Entry(string Field, string Name, string Version);

    /// <summary>Reads the content of a section; one that does not decode gives what came before the break.</summary>
    public static IReadOnlyList<Entry> Read(ReadOnlySpan<byte> content)
    {
        var entries = new List<Entry>();
        var reader = new WasmReader(content);
        try
        {
            int fields = reader.ReadCount(1_000, "producers fields", minimumBytes: 2);
            for (int i = 0; i < fields; i++)
            {
                string field = reader.ReadName();
                int values = reader.ReadCount(10_000, "producers values", minimumBytes: 2);
                for (int j = 0; j < values; j++)
                {
                    entries.Add(new Entry(field, reader.ReadName(), reader.ReadName()));
                }
            }
        }
        catch (ComposeException)
        {
            // Custom sections are advice: they never make a binary invalid.
        }

        return entries;
    }

    /// <summary>The entries of a module, or none.</summary>
    public static IReadOnlyList<Entry> Of(CoreModule module)
    {
        foreach (CustomSection section in module.CustomSections)
        {
            if (section.Name == SectionName)
            {
                return Read(module.BytesOf(section));
            }
        }

        return [];
    }

    /// <summary>Writes the content of a section; entries of one field stand together, in the order of first mention.</summary>
    public static void Write(WasmWriter writer, IReadOnlyList<Entry> entries)
    {
        var fields = new List<string>();
        foreach (Entry entry in entries)
        {
            if (!fields.Contains(entry.Field))
            {
                fields.Add(entry.Field);
            }
        }

        writer.WriteVarU32(fields.Count);
        foreach (string field in fields)
        {
            int count = 0;
            foreach (Entry entry in entries)
            {
                count += entry.Field == field ? 1 : 0;
            }

            writer.WriteName(field);
            writer.WriteVarU32(count);
            foreach (Entry entry in entries)
            {
                if (entry.Field == field)
                {
                    writer.WriteName(entry.Name);
                    writer.WriteName(entry.Version);
                }
            }
        }
    }
}
