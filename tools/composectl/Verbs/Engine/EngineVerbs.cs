using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Engine;
using Compose.Exec.Engines;

namespace Compose.CommandLine;

/// <summary><c>engine list|info|doctor</c>.</summary>
internal static class EngineVerbs
{
    public static Command Create() => new("engine", "Look at the engines that run guests.")
    {
        EngineListVerb.Create(),
        EngineInfoVerb.Create(),
        EngineDoctorVerb.Create(),
    };

    /// <summary>Features in the order of their numbers.</summary>
    public static IEnumerable<string> Features(EngineInfo info) =>
        Enum.GetValues<EngineFeatures>().Where(feature => feature != EngineFeatures.None && info.Has(feature)).Select(feature => feature.ToString());

    public static JsonObject Document(EngineStatus status)
    {
        var document = new JsonObject { ["name"] = status.Name, ["usable"] = status.IsUsable };
        if (status.Info is { } info)
        {
            document["version"] = info.Version;
            document["origin"] = status.Origin;
            document["fingerprint"] = info.Fingerprint;
            document["features"] = new JsonArray([.. Features(info).Select(feature => (JsonNode)feature)]);
        }

        if (status.Problem is { } problem)
        {
            document["code"] = problem.Code.Name;
            document["problem"] = problem.Message;
        }

        return document;
    }
}
