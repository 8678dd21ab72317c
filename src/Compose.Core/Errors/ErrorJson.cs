using System.Text.Json.Nodes;

namespace Compose;

/// <summary>The JSON form of errors that every verb and host uses: <c>{code, number, message, hint, where, context}</c>.</summary>
public static class ErrorJson
{
    /// <summary>One error as an object; absent parts are left out.</summary>
    public static JsonObject Of(ComposeError error)
    {
        var json = new JsonObject
        {
            ["code"] = error.Code.Name,
            ["number"] = error.Code.Number,
            ["severity"] = error.IsWarning ? "warning" : "error",
            ["message"] = error.Message,
        };
        if (error.Hint is not null)
        {
            json["hint"] = error.Hint;
        }

        if (error.Where is { } where)
        {
            var place = new JsonObject();
            Add(place, "file", where.File);
            Add(place, "line", where.Line);
            Add(place, "column", where.Column);
            Add(place, "offset", where.Offset);
            Add(place, "instance", where.Instance?.Text);
            Add(place, "path", where.Path);
            json["where"] = place;
        }

        if (error.Context is { Count: > 0 } context)
        {
            var facts = new JsonObject();
            foreach ((string key, string value) in context)
            {
                facts[key] = value;
            }

            json["context"] = facts;
        }

        return json;
    }

    /// <summary>Several errors as an array, in order.</summary>
    public static JsonArray Of(IEnumerable<ComposeError> errors)
    {
        var array = new JsonArray();
        foreach (ComposeError error in errors)
        {
            array.Add((JsonNode)Of(error));
        }

        return array;
    }

    private static void Add(JsonObject json, string key, JsonNode? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }
}
