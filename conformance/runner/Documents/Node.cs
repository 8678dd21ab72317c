using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Compose.Conformance;

/// <summary>
/// A value of a YAML file that knows where it stands. Every mistake is collected in the file's <see cref="Problems"/>,
/// so that an author sees all of them at once.
/// </summary>
internal readonly struct Node
{
    private readonly YamlNode _node;
    private readonly string _path;

    public Node(YamlNode node, string path, Problems problems)
    {
        _node = node;
        _path = path;
        Problems = problems;
    }

    public Problems Problems { get; }

    public string Path => _path;

    public bool IsMap => _node is YamlMappingNode;

    public bool IsList => _node is YamlSequenceNode;

    public int Line => (int)_node.Start.Line;

    /// <summary>Reads the one document of a file.</summary>
    /// <returns>Null, with a problem, if the file holds no map.</returns>
    public static Node? Read(string text, Problems problems)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            // Aliases could expand without end; the representation model keeps them as one node, and depth is checked where values are read.
            stream.Load(new Parser(reader));
        }
        catch (YamlException failure)
        {
            problems.Add(failure.Message, (int)failure.Start.Line, (int)failure.Start.Column);
            return null;
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            problems.Add("one map is expected", 1, 1);
            return null;
        }

        return new Node(root, string.Empty, problems);
    }

    /// <summary>Reports a mistake at this value.</summary>
    public void Fail(string message, string? hint = null) =>
        Problems.Add(_path.Length == 0 ? message : $"{_path}: {message}", (int)_node.Start.Line, (int)_node.Start.Column, hint);

    /// <summary>The value of a key, or null.</summary>
    public Node? this[string key]
    {
        get
        {
            if (_node is YamlMappingNode map)
            {
                foreach ((YamlNode name, YamlNode value) in map.Children)
                {
                    if (name is YamlScalarNode { Value: { } text } && text == key)
                    {
                        return new Node(value, _path.Length == 0 ? key : $"{_path}.{key}", Problems);
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Reports every key that is none of <paramref name="known"/>.</summary>
    public void OnlyKeys(params ReadOnlySpan<string> known)
    {
        if (_node is not YamlMappingNode map)
        {
            Fail("a map is expected");
            return;
        }

        foreach (YamlNode name in map.Children.Keys)
        {
            if (name is not YamlScalarNode { Value: { } text } || !known.Contains(text))
            {
                new Node(name, _path, Problems).Fail($"unknown key '{name}'", "known keys: " + string.Join(", ", known.ToArray()));
            }
        }
    }

    /// <summary>The pairs of a map, in the order of the file.</summary>
    public IEnumerable<(string Key, Node Value)> Pairs()
    {
        if (_node is not YamlMappingNode map)
        {
            Fail("a map is expected");
            yield break;
        }

        foreach ((YamlNode name, YamlNode value) in map.Children)
        {
            string key = (name as YamlScalarNode)?.Value ?? string.Empty;
            yield return (key, new Node(value, _path.Length == 0 ? key : $"{_path}.{key}", Problems));
        }
    }

    /// <summary>The elements of a list; a single value counts as a list of one.</summary>
    public IEnumerable<Node> Elements()
    {
        if (_node is YamlSequenceNode list)
        {
            int index = 0;
            foreach (YamlNode value in list.Children)
            {
                yield return new Node(value, string.Create(CultureInfo.InvariantCulture, $"{_path}[{index++}]"), Problems);
            }
        }
        else
        {
            yield return this;
        }
    }

    /// <summary>The text of a scalar; empty, with a problem, if it is none.</summary>
    public string Text()
    {
        if (_node is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        Fail("a text is expected");
        return string.Empty;
    }

    public IReadOnlyList<string> Texts()
    {
        var result = new List<string>();
        foreach (Node element in Elements())
        {
            result.Add(element.Text());
        }

        return result;
    }

    public IReadOnlyDictionary<string, string> TextMap()
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, Node value) in Pairs())
        {
            result[key] = value.Text();
        }

        return result;
    }

    public int Integer()
    {
        if (int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }

        Fail("a whole number is expected");
        return 0;
    }

    public bool Boolean()
    {
        switch (Text())
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Fail("true or false is expected");
                return false;
        }
    }
}
