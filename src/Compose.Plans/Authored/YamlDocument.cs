using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Compose.Plans;

/// <summary>
/// Reads the subset of YAML 1.2 that plans use: one document of maps, lists and scalars. Anchors, aliases, tags and
/// further documents are errors, so nothing can expand beyond its own size.
/// </summary>
internal static class YamlDocument
{
    /// <exception cref="ComposeException"><c>Plan.InvalidSyntax</c>, <c>Plan.DuplicateKey</c>, <c>Plan.LimitExceeded</c>.</exception>
    public static DocNode Read(string text, string? file)
    {
        try
        {
            using var reader = new StringReader(text);
            var parser = new Parser(new Scanner(reader, skipComments: true));
            return ReadDocument(parser, file);
        }
        catch (YamlException e)
        {
            // A tab is told where it stands, everything else where the broken construct begins.
            var tab = e.Message.Contains("tab", StringComparison.Ordinal) ? FindTab(text) : null;
            var at = tab ?? ((int)Math.Max(1, e.Start.Line), (int)Math.Max(1, e.Start.Column));
            throw new ComposeException(ErrorCodes.Plan.InvalidSyntax, Clean(e), ErrorLocation.AtLine(file, at.Line, at.Column), tab is null ? null : "indent with spaces");
        }
        catch (Exception e) when (e is not ComposeException and (InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException))
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidSyntax, "the text is not YAML: " + e.Message, ErrorLocation.AtLine(file, 1, 1));
        }
    }

    /// <summary>The comments of a text that was read before, by line: text after the sign, and whether nothing stands before it.</summary>
    public static List<(int Line, string Text, bool IsWhole)> Comments(string text)
    {
        var comments = new List<(int, string, bool)>();
        using var reader = new StringReader(text);
        var scanner = new Scanner(reader, skipComments: false);
        while (scanner.MoveNext())
        {
            if (scanner.Current is YamlDotNet.Core.Tokens.Comment comment)
            {
                comments.Add(((int)comment.Start.Line, comment.Value.TrimEnd(), !comment.IsInline));
            }
        }

        comments.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return comments;
    }

    private static DocNode ReadDocument(Parser parser, string? file)
    {
        // Open collections; a mapping whose latest key waits for its value has one key more than values.
        var open = new Stack<(DocNode Node, HashSet<string>? Seen)>();
        DocNode? root = null;
        int documents = 0;
        while (parser.MoveNext())
        {
            var item = parser.Current!;
            switch (item)
            {
                case DocumentStart when ++documents > 1:
                    throw Fail(item, file, "a second document begins", "write one plan into one file");
                case AnchorAlias:
                    throw Fail(item, file, "aliases are not part of the plan language", "write the value out");
                case NodeEvent node when !node.Anchor.IsEmpty:
                    throw Fail(item, file, "anchors are not part of the plan language", "remove the anchor");
                case NodeEvent node when !node.Tag.IsEmpty && node.Tag.Value is not "!":
                    throw Fail(item, file, "tags are not part of the plan language", "remove the tag");
                case Scalar scalar:
                    Place(open, ref root, ToNode(scalar), file);
                    break;
                case SequenceStart or MappingStart:
                    if (open.Count >= PlanLimits.MaxDepth)
                    {
                        throw new ComposeException(ErrorCodes.Plan.LimitExceeded, $"values are nested deeper than {PlanLimits.MaxDepth} levels", At(item, file));
                    }

                    var collection = new DocNode
                    {
                        Kind = item is SequenceStart ? DocKind.Sequence : DocKind.Mapping,
                        Line = (int)item.Start.Line,
                        Column = (int)item.Start.Column,
                        IsFlow = item is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow },
                    };
                    Place(open, ref root, collection, file);
                    open.Push((collection, item is MappingStart ? new HashSet<string>(StringComparer.Ordinal) : null));
                    break;
                case SequenceEnd or MappingEnd:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        return root ?? new DocNode { Kind = DocKind.Null, Line = 1, Column = 1 };
    }

    private static void Place(Stack<(DocNode Node, HashSet<string>? Seen)> open, ref DocNode? root, DocNode node, string? file)
    {
        if (open.Count == 0)
        {
            root = node;
            return;
        }

        var (parent, seen) = open.Peek();
        if (seen is null || parent.Keys.Count > parent.Items.Count)
        {
            parent.Items.Add(node);
            return;
        }

        if (node.Kind is DocKind.Sequence or DocKind.Mapping)
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidSyntax, "a key must be a text", ErrorLocation.AtLine(file, node.Line, node.Column));
        }

        if (!seen.Add(node.Text))
        {
            throw new ComposeException(ErrorCodes.Plan.DuplicateKey, $"the key '{node.Text}' stands twice in one map", ErrorLocation.AtLine(file, node.Line, node.Column), "remove one of them");
        }

        parent.Keys.Add(node);
    }

    private static DocNode ToNode(Scalar scalar)
    {
        bool plain = scalar.Style == ScalarStyle.Plain;
        bool isNull = plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
        return new DocNode
        {
            Kind = plain && isNull ? DocKind.Null : DocKind.Text,
            Text = scalar.Value,
            IsQuoted = !plain,
            Line = (int)scalar.Start.Line,
            Column = (int)scalar.Start.Column,
        };
    }

    private static ErrorLocation At(ParsingEvent item, string? file) => ErrorLocation.AtLine(file, (int)item.Start.Line, (int)item.Start.Column);

    private static ComposeException Fail(ParsingEvent item, string? file, string message, string hint) =>
        new(ErrorCodes.Plan.InvalidSyntax, message, At(item, file), hint);

    // The first tab among the spaces that a line begins with.
    private static (int Line, int Column)? FindTab(string text)
    {
        int line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            int indent = content.IndexOfAnyExcept(' ');
            if (indent >= 0 && content[indent] == '\t')
            {
                return (line, indent + 1);
            }
        }

        return null;
    }

    // The library puts its own position in front of the message; ours is in the location.
    private static string Clean(YamlException e)
    {
        string message = e.InnerException is YamlException inner ? inner.Message : e.Message;
        int end = message.IndexOf("): ", StringComparison.Ordinal);
        message = message.StartsWith('(') && end > 0 ? message[(end + 3)..] : message;
        return "the text is not YAML: " + message.TrimEnd('.');
    }
}
