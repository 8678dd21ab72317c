namespace Compose.Plans;

/// <summary>
/// A map of the document read against a <see cref="PlanObject"/>: unknown, reserved and missing keys are reported once,
/// then values are taken by name.
/// </summary>
internal readonly struct Fields
{
    private readonly DocNode _node;

    private Fields(DocNode node)
    {
        _node = node;
    }

    /// <summary>Checks the keys of <paramref name="node"/>; false (and an error) if it is no map.</summary>
    public static bool TryOpen(DocNode node, PlanObject shape, string path, ErrorBag errors, out Fields fields)
    {
        fields = new Fields(node);
        if (node.Kind != DocKind.Mapping)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, $"a map is expected, not {node.Describe()}", node.Mark(path));
            return false;
        }

        foreach (var key in node.Keys)
        {
            var known = Find(shape, key.Text);
            if (known is null)
            {
                string names = string.Join(", ", shape.Keys.Where(k => k.Use != KeyUse.Reserved).Select(k => k.Name));
                errors.Add(
                    ErrorCodes.Plan.UnknownKey,
                    $"'{key.Text}' is not a key of {Article(shape.Name)}",
                    key.Mark(Join(path, key.Text)),
                    Suggestion.For(key.Text, shape.Keys.Select(k => k.Name)) ?? "known keys: " + names);
            }
            else if (known.Use == KeyUse.Reserved)
            {
                errors.Add(
                    ErrorCodes.Plan.NotSupported,
                    $"'{key.Text}' ({known.Summary}) is not in this version yet",
                    key.Mark(Join(path, key.Text)),
                    "remove the key, or use a version that has it",
                    context: new Dictionary<string, string>(1) { ["feature"] = key.Text });
            }
        }

        foreach (var key in shape.Keys)
        {
            if (key.Use == KeyUse.Required && fields[key.Name] is null)
            {
                errors.Add(ErrorCodes.Plan.MissingField, $"the key '{key.Name}' is missing in {Article(shape.Name)}", node.Mark(path), $"{key.Name}: {key.Summary}");
            }
        }

        return true;
    }

    /// <summary>The value of a key, or null if it is absent.</summary>
    public DocNode? this[string name]
    {
        get
        {
            for (int i = 0; i < _node.Keys.Count; i++)
            {
                if (_node.Keys[i].Text == name)
                {
                    return _node.Items[i];
                }
            }

            return null;
        }
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    public static string Article(string noun) => noun is "limits" or "policy" ? $"the {noun}" : noun[0] is 'a' or 'e' or 'i' ? $"an {noun}" : $"a {noun}";

    private static PlanKey? Find(PlanObject shape, string name)
    {
        foreach (var key in shape.Keys)
        {
            if (key.Name == name)
            {
                return key;
            }
        }

        return null;
    }
}
