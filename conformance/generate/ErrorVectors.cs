using System.Text.Json.Nodes;

namespace Compose.Conformance.Generate;

/// <summary>The registry of errors: number and name of each code, which never change.</summary>
internal static class ErrorVectors
{
    public static VectorSet Make()
    {
        var set = new VectorSet("errors", "The registry of errors, as the table of the specification has it.");
        foreach (ErrorCode code in ErrorCodes.All)
        {
            set.Add(code.Name, "errors.registry", "The code has this number.", new JsonObject { ["name"] = code.Name }, new JsonObject { ["number"] = code.Number });
        }

        return set;
    }
}
