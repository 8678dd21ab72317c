using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// The maps of version 1 in either form: the CDDL numbers its keys, the older implementation wrote their names. Both
/// refuse keys that they do not know.
/// </summary>
internal readonly struct V1Fields
{
    private readonly CborNode _node;
    private readonly string[] _names;
    private readonly string _path;
    private readonly ErrorBag _errors;

    private V1Fields(CborNode node, string[] names, string path, ErrorBag errors)
    {
        _node = node;
        _names = names;
        _path = path;
        _errors = errors;
    }

    public SourceMark Mark => SourceMark.AtOffset(_node.Offset, _path);

    /// <summary>Opens a map whose key number i is named <paramref name="names"/>[i]; names with a leading <c>?</c> are optional.</summary>
    public static bool TryOpen(CborNode node, string[] names, bool legacy, string path, ErrorBag errors, out V1Fields fields)
    {
        fields = new V1Fields(node, names, path, errors);
        if (node.Kind != CborKind.Map)
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, "a map is expected", SourceMark.AtOffset(node.Offset, path));
            return false;
        }

        for (int i = 0; i < node.Items.Count; i += 2)
        {
            var key = node.Items[i];
            bool known = legacy
                ? key.Kind == CborKind.Text && Array.Exists(names, n => Bare(n) == key.Text)
                : key.Kind == CborKind.Unsigned && key.Argument < (ulong)names.Length;
            if (!known)
            {
                errors.Add(ErrorCodes.Plan.UnknownKey, $"{CborDiagnostic.Print(key)} is not a key of version 1 here", SourceMark.AtOffset(key.Offset, path));
            }
        }

        bool complete = true;
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i][0] != '?' && fields[names[i]] is null)
            {
                complete = false;
                errors.Add(ErrorCodes.Plan.MissingField, $"'{names[i]}' is missing", SourceMark.AtOffset(node.Offset, path));
            }
        }

        return complete;
    }

    /// <summary>The value under a name, or under its number.</summary>
    public CborNode? this[string name]
    {
        get
        {
            int number = Array.FindIndex(_names, n => Bare(n) == name);
            for (int i = 0; i < _node.Items.Count; i += 2)
            {
                var key = _node.Items[i];
                if ((key.Kind == CborKind.Text && key.Text == name) || (key.Kind == CborKind.Unsigned && key.Argument == (ulong)number))
                {
                    return _node.Items[i + 1];
                }
            }

            return null;
        }
    }

    public string Text(string name, ErrorCode? whenEmpty = null)
    {
        var node = this[name];
        if (node is not { Kind: CborKind.Text })
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be a text", Mark);
            return string.Empty;
        }

        if (node.Text.Length == 0 && whenEmpty is not null)
        {
            _errors.Add(whenEmpty, $"'{name}' is empty", SourceMark.AtOffset(node.Offset, _path));
        }

        return node.Text;
    }

    public string? OptionalText(string name) => this[name] is null or { IsNull: true } ? null : Text(name);

    public ulong? OptionalUnsigned(string name)
    {
        var node = this[name];
        if (node is null or { IsNull: true })
        {
            return null;
        }

        if (node.Kind == CborKind.Unsigned)
        {
            return node.Argument;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be an unsigned integer", SourceMark.AtOffset(node.Offset, _path));
        return null;
    }

    /// <summary>An enumeration: its number in the CDDL form, its name in the legacy form.</summary>
    public int Choice(string name, params string[] names)
    {
        var node = this[name];
        int index = node switch
        {
            { Kind: CborKind.Text } => Array.IndexOf(names, node.Text),
            { Kind: CborKind.Unsigned } when node.Argument < (ulong)names.Length => (int)node.Argument,
            _ => -1,
        };
        if (index < 0)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' must be one of {string.Join(", ", names)}", node is null ? Mark : SourceMark.AtOffset(node.Offset, _path));
            return 0;
        }

        return index;
    }

    public IReadOnlyList<CborNode> List(string name, int most)
    {
        var node = this[name];
        if (node is null)
        {
            return [];
        }

        if (node.Kind != CborKind.Array || node.Items.Count > most)
        {
            _errors.Add(
                node.Kind != CborKind.Array ? ErrorCodes.Plan.InvalidSchema : ErrorCodes.Plan.LimitExceeded,
                node.Kind != CborKind.Array ? $"'{name}' must be a list" : $"'{name}' has {node.Items.Count} entries; at most {most} are allowed",
                SourceMark.AtOffset(node.Offset, _path));
            return [];
        }

        return node.Items;
    }

    private static string Bare(string name) => name.TrimStart('?');
}
