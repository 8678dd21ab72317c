using Compose.Canonical;

namespace Compose.Plans;

/// <summary>Reads JSON into the same tree as <see cref="YamlDocument"/>.</summary>
internal static class JsonDocument
{
    /// <exception cref="ComposeException"><c>Plan.InvalidSyntax</c>, <c>Plan.DuplicateKey</c>, <c>Plan.LimitExceeded</c>.</exception>
    public static DocNode Read(string text, string? file)
    {
        try
        {
            return Convert(JsonReader.Read(text, new CborLimits(PlanLimits.MaxBytes, PlanLimits.MaxDepth), file));
        }
        catch (ComposeException e)
        {
            var code = e.Error.Code == ErrorCodes.Canon.LimitExceeded ? ErrorCodes.Plan.LimitExceeded
                : e.Error.Message.Contains("stands twice", StringComparison.Ordinal) ? ErrorCodes.Plan.DuplicateKey
                : ErrorCodes.Plan.InvalidSyntax;
            throw new ComposeException(e.Error with { Code = code });
        }
    }

    // The reader bounds the depth, so recursion is bounded too.
    private static DocNode Convert(JsonNode json)
    {
        var node = new DocNode
        {
            Kind = json.Kind switch
            {
                JsonKind.Null => DocKind.Null,
                JsonKind.True or JsonKind.False => DocKind.Boolean,
                JsonKind.Number => DocKind.Number,
                JsonKind.String => DocKind.Text,
                JsonKind.Array => DocKind.Sequence,
                _ => DocKind.Mapping,
            },
            Text = json.Text,
            IsQuoted = json.Kind == JsonKind.String,
            Line = json.Line,
            Column = json.Column,
        };
        foreach (var name in json.Names)
        {
            node.Keys.Add(Convert(name));
        }

        foreach (var item in json.Items)
        {
            node.Items.Add(Convert(item));
        }

        return node;
    }
}
