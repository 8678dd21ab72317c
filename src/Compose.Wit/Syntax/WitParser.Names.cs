using Compose.Wasm.Components;

namespace Compose.Wit.Syntax;

internal sealed partial class WitParser
{
    private Identifier Id()
    {
        Token token = Current;
        if (token.Kind is not (TokenKind.Id or TokenKind.ExplicitId))
        {
            throw Expected("an identifier");
        }

        _at++;
        ReadOnlySpan<char> name = TextOf(token);
        name = token.Kind == TokenKind.ExplicitId ? name[1..] : name;
        if (LabelError(name) is { } error)
        {
            throw new SyntaxException(error, SpanOf(token));
        }

        return new Identifier(Intern(name), SpanOf(token));
    }

    /// <summary>Names repeat a lot; a file has one string for each.</summary>
    private string Intern(ReadOnlySpan<char> name)
    {
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out string? known))
        {
            return known;
        }

        string text = name.ToString();
        _names.Add(text);
        return text;
    }

    private static readonly List<AttributeSyntax> s_noAttributes = [];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>What keeps <paramref name="name"/> from being a label (kebab case), or null.</summary>
    internal static string? LabelError(ReadOnlySpan<char> name)
    {
        bool isFirst = true;
        while (true)
        {
            int hyphen = name.IndexOf('-');
            ReadOnlySpan<char> part = hyphen < 0 ? name : name[..hyphen];
            if (part.IsEmpty)
            {
                return "an identifier cannot be empty, nor begin or end with `-`, nor hold two in a row";
            }

            if (isFirst && !char.IsAsciiLetter(part[0]))
            {
                return "an identifier begins with a letter";
            }

            bool lower = false;
            bool upper = false;
            foreach (char c in part)
            {
                lower |= char.IsAsciiLetterLower(c);
                upper |= char.IsAsciiLetterUpper(c);
                if (!char.IsAsciiLetterOrDigit(c))
                {
                    return $"the character `{c}` is not allowed in an identifier: only letters, digits and `-` are";
                }
            }

            if (lower && upper)
            {
                return "the words of an identifier are all lower case or all upper case, joined by `-`";
            }

            if (hyphen < 0)
            {
                return null;
            }

            name = name[(hyphen + 1)..];
            isFirst = false;
        }
    }

    /// <summary><c>( id ':' )+ id ( '/' id )* ( '@' version )?</c></summary>
    private PackageNameSyntax PackageName()
    {
        Identifier first = Id();
        string ns = first.Name;
        Expect(TokenKind.Colon);
        Identifier name = Id();
        while (Eat(TokenKind.Colon))
        {
            ns += ":" + name.Name;
            name = Id();
        }

        string package = name.Name;
        SourceSpan end = name.Span;
        while (Eat(TokenKind.Slash))
        {
            Identifier part = Id();
            package += "/" + part.Name;
            end = part.Span;
        }

        SemanticVersion? version = Eat(TokenKind.At) ? Version(out end) : null;
        return new PackageNameSyntax(new PackageName(ns, package, version), first.Span.To(end));
    }

    /// <summary><c>id</c>, or <c>( id ':' )+ id ( '/' id )+ ( '@' version )?</c>, whose last <c>id</c> is the item.</summary>
    private UsePath Path()
    {
        Identifier first = Id();
        if (!Eat(TokenKind.Colon))
        {
            return new UsePath(null, first);
        }

        string ns = first.Name;
        Identifier name = Id();
        while (Eat(TokenKind.Colon))
        {
            ns += ":" + name.Name;
            name = Id();
        }

        string package = name.Name;
        SourceSpan packageEnd = name.Span;
        Expect(TokenKind.Slash);
        Identifier item = Id();
        while (Eat(TokenKind.Slash))
        {
            package += "/" + item.Name;
            packageEnd = item.Span;
            item = Id();
        }

        SemanticVersion? version = Eat(TokenKind.At) ? Version(out _) : null;
        return new UsePath(new PackageNameSyntax(new PackageName(ns, package, version), first.Span.To(packageEnd)), item);
    }

    private SemanticVersion Version(out SourceSpan span)
    {
        Token first = Expect(TokenKind.Integer);
        Expect(TokenKind.Period);
        Expect(TokenKind.Integer);
        Expect(TokenKind.Period);
        Token last = Expect(TokenKind.Integer);
        last = Identifiers(TokenKind.Minus, last);
        last = Identifiers(TokenKind.Plus, last);
        span = new SourceSpan(_file.File, first.Start, last.End);
        if (!SemanticVersion.TryParse(_file.Text.AsSpan(first.Start, last.End - first.Start), out SemanticVersion? version))
        {
            throw new SyntaxException("this is not a semantic version", span, "write it as major.minor.patch, as in `1.2.3` or `0.3.0-rc.1`");
        }

        return version;
    }

    /// <summary>
    /// Pre-release or build identifiers behind their sign. A dot belongs to them only if another follows: in
    /// <c>use a:b/c@1.0.0-rc.{d}</c> the last one does not.
    /// </summary>
    private Token Identifiers(TokenKind sign, Token last)
    {
        if (!Eat(sign))
        {
            return last;
        }

        while (true)
        {
            int next = Current.Kind == TokenKind.Period ? _at + 1 : _at;
            if (_file.Tokens[next].Kind is not (TokenKind.Id or TokenKind.Integer or TokenKind.Minus or >= TokenKind.As)
                || (next == _at && Current.Start != _file.Tokens[_at - 1].End))
            {
                return last;
            }

            last = _file.Tokens[next];
            _at = next + 1;
        }
    }

    private List<AttributeSyntax> Attributes()
    {
        if (Current.Kind != TokenKind.At)
        {
            return s_noAttributes;
        }

        var attributes = new List<AttributeSyntax>();
        while (Eat(TokenKind.At))
        {
            Identifier name = Id();
            if (name.Name is not ("since" or "unstable" or "deprecated" or "external-id"))
            {
                throw new SyntaxException(
                    $"`@{name.Name}` is not an attribute", name.Span, "there are @since, @unstable, @deprecated and @external-id");
            }

            Expect(TokenKind.LeftParen);
            switch (name.Name)
            {
                case "since":
                    Key("version");
                    attributes.Add(new AttributeSyntax.Since(Version(out _), name.Span));
                    break;
                case "deprecated":
                    Key("version");
                    attributes.Add(new AttributeSyntax.Deprecated(Version(out _), name.Span));
                    break;
                case "unstable":
                    Key("feature");
                    attributes.Add(new AttributeSyntax.Unstable(Id().Name, name.Span));
                    break;
                default:
                    attributes.Add(new AttributeSyntax.ExternalId(Text(), name.Span));
                    break;
            }

            Expect(TokenKind.RightParen);
        }

        return attributes;
    }

    private void Key(string expected)
    {
        Identifier key = Id();
        if (key.Name != expected)
        {
            throw new SyntaxException($"expected `{expected}`, found `{key.Name}`", key.Span);
        }

        Expect(TokenKind.Equals);
    }

    private string Text()
    {
        Token token = Expect(TokenKind.Text);
        string? text = StringLiteral.Read(TextOf(token)[1..^1], out string? error, out int at);
        return text ?? throw new SyntaxException(error!, new SourceSpan(_file.File, token.Start + 1 + at, token.End));
    }
}
