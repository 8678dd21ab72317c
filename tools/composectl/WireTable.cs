using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Exec;

namespace Compose.CommandLine;

/// <summary>Shows what came across wires.</summary>
internal static class WireTable
{
    public static JsonArray Json(IReadOnlyList<WireUse> wires)
    {
        var array = new JsonArray();
        foreach (WireUse wire in wires)
        {
            array.Add((JsonNode)new JsonObject
            {
                ["consumer"] = wire.Consumer.Text,
                ["provider"] = wire.Provider.Text,
                ["function"] = wire.Function,
                ["calls"] = wire.Calls,
                ["failures"] = wire.Failures,
                ["duration-us"] = wire.Duration.Ticks / 10,
            });
        }

        return array;
    }

    /// <summary>One line for each function of each wire.</summary>
    public static void Print(TextWriter text, IReadOnlyList<WireUse> wires)
    {
        foreach (WireUse wire in wires)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wire.Consumer} → {wire.Provider}  {wire.Function}  {wire.Calls} calls{(wire.Failures > 0 ? $", {wire.Failures} failed" : string.Empty)}, {wire.Duration.TotalMilliseconds:0.###} ms"));
        }
    }
}
