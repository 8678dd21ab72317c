namespace Compose.Wasm.Components;

/// <summary>
/// One field of the custom section <c>producers</c>: <c>language</c>, <c>processed-by</c> or <c>sdk</c>, with names
/// and versions in the order of the section.
/// </summary>
public sealed record ProducerField(string Name, IReadOnlyList<(string Name, string Version)> Values)
{
    public const string SectionName = "producers";
    private const int MaximumValues = 10_000;

    /// <summary>Reads the section's content; what is malformed ends the list.</summary>
    public static IReadOnlyList<ProducerField> Read(ComponentCustomSection section)
    {
        var fields = new List<ProducerField>();
        try
        {
            var reader = new WasmReader(section.Content.Span, section.Offset);
            var count = reader.ReadCount(MaximumValues, "fields of the producers section", minimumBytes: 2);
            for (var i = 0; i < count; i++)
            {
                var name = reader.ReadName();
                var values = new (string, string)[reader.ReadCount(MaximumValues, "producers", minimumBytes: 2)];
                for (var j = 0; j < values.Length; j++)
                {
                    values[j] = (reader.ReadName(), reader.ReadName());
                }

                fields.Add(new ProducerField(name, values));
            }
        }
        catch (ComposeException)
        {
            // Provenance notes of tools: a broken section must not refuse the component.
        }

        return fields;
    }
}
