using Compose.Canonical;

namespace Compose.Plans;

/// <summary>A map of a canonical plan read against its shape: unknown, reserved and missing keys are reported.</summary>
internal readonly struct CborFields
{
    private readonly CborNode _node;
    private readonly string _path;
    private readonly ErrorBag _errors;

    private CborFields(CborNode node, string path, ErrorBag errors)
    {
        _node = node;
        _path = path;
        _errors = errors;
    }

    public static bool TryOpen(CborNode node, CborShape shape, string path, ErrorBag errors, out CborFields fields)
    {
        fields = new CborFields(node, path, errors);
        if (node.Kind != CborKind.Map)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, $"the map {shape.Name} is expected", SourceMark.AtOffset(node.Offset, path));
            return false;
        }

        bool complete = true;
        for (int i = 0; i < node.Items.Count; i += 2)
        {
            var key = node.Items[i];
            var mark = SourceMark.AtOffset(key.Offset, path);
            var known = key.Kind == CborKind.Unsigned ? shape.Find(key.Argument) : null;
            if (known is null)
            {
                errors.Add(ErrorCodes.Plan.UnknownKey, $"{CborDiagnostic.Print(key)} is not a key of {shape.Name}", mark, $"the keys are 0 to {shape.Keys[^1].Number}");
            }
            else if (known.Use == KeyUse.Reserved)
            {
                errors.Add(ErrorCodes.Plan.NotSupported, $"'{known.Name}' (key {known.Number} of {shape.Name}) is not in this version yet", mark, "use a version that has it", context: new Dictionary<string, string>(1) { ["feature"] = known.Name });
            }
        }

        foreach (var key in shape.Keys)
        {
            if (key.Use == KeyUse.Required && fields[key.Number] is null)
            {
                complete = false;
                errors.Add(ErrorCodes.Plan.MissingField, $"'{key.Name}' (key {key.Number}) is missing in {shape.Name}", SourceMark.AtOffset(node.Offset, path));
            }
        }

        return complete;
    }

    /// <summary>The value of a key, or null if it is absent.</summary>
    public CborNode? this[int number]
    {
        get
        {
            for (int i = 0; i < _node.Items.Count; i += 2)
            {
                if (_node.Items[i] is { Kind: CborKind.Unsigned } key && key.Argument == (ulong)number)
                {
                    return _node.Items[i + 1];
                }
            }

            return null;
        }
    }

    public SourceMark Mark => SourceMark.AtOffset(_node.Offset, _path);

    /// <summary>A text, or the empty text and an error.</summary>
    public string Text(int number, string name)
    {
        var node = this[number]!;
        if (node.Kind == CborKind.Text)
        {
            return node.Text;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be a text", SourceMark.AtOffset(node.Offset, _path));
        return string.Empty;
    }

    /// <summary>A text, or null if the key is absent.</summary>
    public string? OptionalText(int number, string name) => this[number] is null ? null : Text(number, name);

    /// <summary>An unsigned integer, or null if the key is absent or (with an error) something else.</summary>
    public ulong? OptionalUnsigned(int number, string name)
    {
        var node = this[number];
        if (node is null or { Kind: CborKind.Unsigned })
        {
            return node?.Argument;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be an unsigned integer", SourceMark.AtOffset(node.Offset, _path));
        return null;
    }

    /// <summary>The elements of a list; none if the key is absent or (with an error) something else.</summary>
    public IReadOnlyList<CborNode> List(int number, string name, int most, bool mayBeEmpty = false)
    {
        var node = this[number];
        if (node is null)
        {
            return [];
        }

        var mark = SourceMark.AtOffset(node.Offset, _path);
        if (node.Kind != CborKind.Array)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be a list", mark);
            return [];
        }

        if (node.Items.Count == 0 && !mayBeEmpty)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' is empty; an empty list is left out", mark);
        }

        if (node.Items.Count > most)
        {
            _errors.Add(ErrorCodes.Plan.LimitExceeded, $"'{name}' has {node.Items.Count} entries; at most {most} are allowed", mark);
            return [];
        }

        return node.Items;
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string>? OptionalTexts(int number, string name)
    {
        if (this[number] is null)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in List(number, name, PlanLimits.MaxEntries, mayBeEmpty: true))
        {
            if (item.Kind == CborKind.Text)
            {
                texts.Add(item.Text);
            }
            else
            {
                _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must hold texts", SourceMark.AtOffset(item.Offset, _path));
            }
        }

        return texts;
    }
}
