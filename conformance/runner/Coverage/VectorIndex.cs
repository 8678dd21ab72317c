using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>The clauses that vectors prove.</summary>
public static class VectorIndex
{
    /// <summary>Reads every <c>*.json</c> below a folder: a map with <c>cases</c>, each with <c>name</c> and <c>clause</c>.</summary>
    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>.</exception>
    public static IReadOnlyList<(string Clause, string Vector)> Read(string folder)
    {
        var index = new List<(string, string)>();
        if (!Directory.Exists(folder))
        {
            return index;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                // Vectors without cases of this form are data that others refer to.
                if (JsonNode.Parse(File.ReadAllText(file)) is not JsonObject document || document["cases"] is not JsonArray cases)
                {
                    continue;
                }

                string topic = Path.GetFileNameWithoutExtension(file);
                foreach (JsonNode? one in cases)
                {
                    index.Add((one!["clause"]!.GetValue<string>(), $"{topic}/{one["name"]!.GetValue<string>()}"));
                }
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException)
            {
                throw new ComposeException(ErrorCodes.Conformance.InvalidSuite, $"the vectors cannot be read: {failure.Message}", new ErrorLocation { File = file });
            }
        }

        return index;
    }
}
