using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>The grammar of labels, packages and dependency names (Explainer, "Import and Export Definitions").</summary>
internal static class NameGrammar
{
    /// <summary>
    /// <c>label</c>: fragments joined by hyphens, each all lower or all upper case with digits; the first begins with
    /// a letter.
    /// </summary>
    public static bool IsLabel(ReadOnlySpan<char> text) => IsKebab(text, allowUpper: true);

    /// <summary><c>words</c>: a label in lower case.</summary>
    public static bool IsWords(ReadOnlySpan<char> text) => IsKebab(text, allowUpper: false);

    public static bool IsPackage(string text, ComponentFeatures features, [NotNullWhen(false)] out string? error)
    {
        var parts = text.Split(':');
        if (parts.Length < 2 || (parts.Length > 2 && !features.HasFlag(ComponentFeatures.NestedNames)))
        {
            error = $"`{text}` is not `namespace:package`";
            return false;
        }

        foreach (var part in parts)
        {
            if (!IsWords(part))
            {
                error = IsLabel(part)
                    ? $"`{part}` has upper-case letters in a namespace or package"
                    : $"`{part}` is not in kebab case";
                return false;
            }
        }

        error = null;
        return true;
    }

    public static bool IsProjection(string text, ComponentFeatures features, [NotNullWhen(false)] out string? error)
    {
        var parts = text.Split('/');
        if (parts.Length > 1 && !features.HasFlag(ComponentFeatures.NestedNames))
        {
            error = $"`{text}` has more than one `/`";
            return false;
        }

        foreach (var part in parts)
        {
            if (!IsLabel(part))
            {
                error = $"`{part}` is not in kebab case";
                return false;
            }
        }

        error = null;
        return true;
    }

    /// <summary><c>canonversion</c>: <c>1</c>, <c>0.2</c>, <c>0.0.1</c> or <c>0.0.0</c>.</summary>
    public static bool IsCanonicalVersion(string text)
    {
        var rest = text.AsSpan();
        if (rest.SequenceEqual("0.0.0"))
        {
            return true;
        }

        if (rest.StartsWith("0.0."))
        {
            rest = rest[4..];
        }
        else if (rest.StartsWith("0."))
        {
            rest = rest[2..];
        }

        if (rest.IsEmpty || rest[0] is < '1' or > '9')
        {
            return false;
        }

        foreach (var c in rest)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// <c>unlocked-dep=&lt;…&gt;</c>, <c>locked-dep=&lt;…&gt;</c>, <c>url=&lt;…&gt;</c>, <c>integrity=&lt;…&gt;</c>;
    /// the two in the middle may be followed by an integrity.
    /// </summary>
    public static bool IsDependency(string text, ComponentFeatures features, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (Bracketed(text, "unlocked-dep=", out var inner, out var rest))
        {
            return Check(rest.Length == 0 && IsPackageQuery(inner, features), text, out error);
        }

        if (Bracketed(text, "locked-dep=", out inner, out rest))
        {
            return Check(IsPackageName(inner, features) && IsOptionalIntegrity(rest), text, out error);
        }

        if (Bracketed(text, "url=", out inner, out rest))
        {
            return Check(!inner.Contains('<', StringComparison.Ordinal) && IsOptionalIntegrity(rest), text, out error);
        }

        if (Bracketed(text, "integrity=", out inner, out rest))
        {
            return Check(rest.Length == 0 && IsIntegrity(inner), text, out error);
        }

        error = $"`{text}` is not a dependency name";
        return false;
    }

    public static bool HasDependencyPrefix(string text) =>
        text.StartsWith("unlocked-dep=", StringComparison.Ordinal) || text.StartsWith("locked-dep=", StringComparison.Ordinal)
        || text.StartsWith("url=", StringComparison.Ordinal) || text.StartsWith("integrity=", StringComparison.Ordinal);

    private static bool Check(bool ok, string text, [NotNullWhen(false)] out string? error)
    {
        error = ok ? null : $"`{text}` is not a valid dependency name";
        return ok;
    }

    private static bool IsKebab(ReadOnlySpan<char> text, bool allowUpper)
    {
        var first = true;
        while (true)
        {
            var hyphen = text.IndexOf('-');
            var fragment = hyphen < 0 ? text : text[..hyphen];
            if (!IsFragment(fragment, first, allowUpper))
            {
                return false;
            }

            if (hyphen < 0)
            {
                return true;
            }

            first = false;
            text = text[(hyphen + 1)..];
        }
    }

    private static bool IsFragment(ReadOnlySpan<char> fragment, bool first, bool allowUpper)
    {
        if (fragment.IsEmpty || (first && !char.IsAsciiLetter(fragment[0])))
        {
            return false;
        }

        var lower = false;
        var upper = false;
        foreach (var c in fragment)
        {
            lower |= char.IsAsciiLetterLower(c);
            upper |= char.IsAsciiLetterUpper(c);
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return !(lower && upper) && (allowUpper || !upper);
    }

    private static bool Bracketed(string text, string prefix, out string inner, out string rest)
    {
        inner = rest = string.Empty;
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var body = text[prefix.Length..];
        var end = body.IndexOf('>', StringComparison.Ordinal);
        // A query may hold `>` itself: `@{>=1.2.3}`; its bracket closes at the end.
        if (prefix == "unlocked-dep=")
        {
            end = body.Length - 1;
        }

        if (end < 1 || body[0] != '<' || body[end] != '>')
        {
            // Not well bracketed: give the caller something that no rule accepts.
            inner = "<";
            return true;
        }

        inner = body[1..end];
        rest = body[(end + 1)..];
        return true;
    }

    private static bool IsPackagePath(string text, ComponentFeatures features)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IsPackage(slash < 0 ? text : text[..slash], features, out _)
            && (slash < 0 || IsProjection(text[(slash + 1)..], features, out _));
    }

    private static bool IsPackageName(string text, ComponentFeatures features)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return IsPackagePath(at < 0 ? text : text[..at], features)
            && (at < 0 || SemanticVersion.TryParse(text.AsSpan(at + 1), out _));
    }

    private static bool IsPackageQuery(string text, ComponentFeatures features)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (!IsPackagePath(at < 0 ? text : text[..at], features))
        {
            return false;
        }

        if (at < 0)
        {
            return true;
        }

        var range = text[(at + 1)..];
        if (range == "*")
        {
            return true;
        }

        if (range.Length < 2 || range[0] != '{' || range[^1] != '}')
        {
            return false;
        }

        range = range[1..^1];
        if (range == "*")
        {
            return true;
        }

        if (range.StartsWith(">=", StringComparison.Ordinal))
        {
            var space = range.IndexOf(' ', StringComparison.Ordinal);
            var lower = space < 0 ? range[2..] : range[2..space];
            return SemanticVersion.TryParse(lower, out _) && (space < 0 || IsUpperBound(range[(space + 1)..]));
        }

        return IsUpperBound(range);
    }

    private static bool IsUpperBound(string text) =>
        text.StartsWith('<') && SemanticVersion.TryParse(text.AsSpan(1), out _);

    private static bool IsOptionalIntegrity(string rest) =>
        rest.Length == 0 || (rest.StartsWith(",integrity=<", StringComparison.Ordinal) && rest.EndsWith('>')
            && IsIntegrity(rest[12..^1]));

    /// <summary>Integrity metadata of the W3C "Subresource Integrity": hashes separated by white space.</summary>
    private static bool IsIntegrity(string text)
    {
        var any = false;
        foreach (var hash in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            any = true;
            if (!hash.StartsWith("sha256-", StringComparison.Ordinal) && !hash.StartsWith("sha384-", StringComparison.Ordinal)
                && !hash.StartsWith("sha512-", StringComparison.Ordinal))
            {
                return false;
            }

            var value = hash[7..];
            var options = value.IndexOf('?', StringComparison.Ordinal);
            if (!IsBase64(options < 0 ? value : value[..options]))
            {
                return false;
            }
        }

        return any;
    }

    private static bool IsBase64(string text)
    {
        var padding = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i > 0 && padding < 2)
            {
                padding++;
            }
            else if (padding > 0 || !(char.IsAsciiLetterOrDigit(text[i]) || text[i] is '+' or '/'))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
