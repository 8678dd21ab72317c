using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>
/// The name of an import or export, read and checked (<c>externname</c> of the Explainer). Two names are equal if
/// their texts are; whether two may stand in one scope is a matter of their <see cref="UniqueKey"/>.
/// </summary>
public sealed class ExternName : IEquatable<ExternName>
{
    private ExternName(string text, ExternNameKind kind)
    {
        Text = text;
        Kind = kind;
    }

    /// <summary>The name as it stands in the binary.</summary>
    public string Text { get; }

    public ExternNameKind Kind { get; }

    /// <summary>The parts of an interface name, else null.</summary>
    public InterfaceName? Interface { get; private init; }

    /// <summary>The resource of a constructor, method or static function, else null.</summary>
    public string? Resource { get; private init; }

    /// <summary>The last part of a method or static function, else null.</summary>
    public string? Function { get; private init; }

    /// <summary>The text without a <c>[…]</c> prefix.</summary>
    public string Bare => Kind switch
    {
        ExternNameKind.Constructor => Resource!,
        ExternNameKind.Method or ExternNameKind.Static => Resource + "." + Function,
        _ => Text,
    };

    /// <summary>
    /// The canonical text by which names of one scope must differ (Explainer, "Name Uniqueness"): lower case, without
    /// annotation, <c>l.l</c> as <c>l</c>; a constructor keeps its annotation.
    /// </summary>
    public string UniqueKey(ComponentFeatures features)
    {
        var text = Kind switch
        {
            ExternNameKind.Constructor => Text,
            ExternNameKind.Method or ExternNameKind.Static when Fold(Resource!, features) == Fold(Function!, features) => Resource!,
            _ => Bare,
        };
        return Kind == ExternNameKind.Dependency ? text
            : Kind == ExternNameKind.Interface ? FoldInterface(text, features)
            : Fold(text, features);
    }

    /// <summary>Canonical text of a label: two labels of one scope must differ in it.</summary>
    public static string Fold(string label, ComponentFeatures features)
    {
        var folded = label.ToLowerInvariant();
        return features.HasFlag(ComponentFeatures.HyphenInsensitiveNames)
            ? folded.Replace("-", string.Empty, StringComparison.Ordinal)
            : folded;
    }

    /// <summary>Whether the text is a label (kebab case).</summary>
    public static bool IsLabel(string text) => NameGrammar.IsLabel(text);

    /// <summary>Reads a name; throws if it is not valid.</summary>
    public static ExternName Parse(string text, ComponentFeatures features = ComponentFeatures.Default) =>
        TryParse(text, features, out var name, out var error)
            ? name
            : throw new ComposeException(ErrorCodes.Component.Invalid, $"not a valid name of an import or export: {error}");

    /// <summary>Reads a name; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryParse(
        string text,
        ComponentFeatures features,
        [NotNullWhen(true)] out ExternName? name,
        [NotNullWhen(false)] out string? error)
    {
        name = null;
        error = null;
        if (text.StartsWith('['))
        {
            return TryParseAnnotated(text, out name, out error);
        }

        if (features.HasFlag(ComponentFeatures.DependencyNames) && NameGrammar.HasDependencyPrefix(text))
        {
            name = NameGrammar.IsDependency(text, features, out error) ? new ExternName(text, ExternNameKind.Dependency) : null;
            return name is not null;
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            if (!InterfaceName.TryParse(text, features, out var parts, out error))
            {
                return false;
            }

            name = new ExternName(text, ExternNameKind.Interface) { Interface = parts };
            return true;
        }

        if (!NameGrammar.IsLabel(text))
        {
            error = $"`{text}` is not in kebab case";
            return false;
        }

        name = new ExternName(text, ExternNameKind.Label);
        return true;
    }

    public bool Equals(ExternName? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as ExternName);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    private static bool TryParseAnnotated(string text, [NotNullWhen(true)] out ExternName? name, [NotNullWhen(false)] out string? error)
    {
        name = null;
        error = null;
        var end = text.IndexOf(']', StringComparison.Ordinal);
        var annotation = text[..(end + 1)];
        var rest = text[(end + 1)..];
        if (annotation == "[constructor]")
        {
            if (NameGrammar.IsLabel(rest))
            {
                name = new ExternName(text, ExternNameKind.Constructor) { Resource = rest };
                return true;
            }

            error = $"`{rest}` is not in kebab case";
            return false;
        }

        var kind = annotation switch
        {
            "[method]" => ExternNameKind.Method,
            "[static]" => ExternNameKind.Static,
            _ => ExternNameKind.Label,
        };
        if (kind == ExternNameKind.Label)
        {
            error = $"`{text}` has an unknown annotation";
            return false;
        }

        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !NameGrammar.IsLabel(rest.AsSpan(0, dot)) || !NameGrammar.IsLabel(rest.AsSpan(dot + 1)))
        {
            error = $"`{rest}` is not `resource.function` in kebab case";
            return false;
        }

        name = new ExternName(text, kind) { Resource = rest[..dot], Function = rest[(dot + 1)..] };
        return true;
    }

    private static string FoldInterface(string text, ComponentFeatures features)
    {
        // The version is no label: its hyphens and letters count.
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? Fold(text, features) : Fold(text[..at], features) + text[at..];
    }
}
