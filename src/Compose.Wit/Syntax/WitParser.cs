namespace Compose.Wit.Syntax;

/// <summary>
/// Reads the tokens of one file into its syntax tree (WIT.md from "Top-level items" on). An item that cannot be read is
/// reported and left out; reading goes on behind it, so a broken file still has a tree and all its errors are found.
/// </summary>
internal sealed partial class WitParser
{
    private readonly LexedFile _file;
    private readonly WitDiagnostics _diagnostics;
    private readonly int _depthLimit;
    private readonly List<FileSyntax> _nested = [];
    private int _at;

    private WitParser(LexedFile file, WitDiagnostics diagnostics, int depthLimit)
    {
        _file = file;
        _diagnostics = diagnostics;
        _depthLimit = depthLimit;
    }

    private Token Current => _file.Tokens[_at];

    /// <summary>The tree of the file, and the packages that stand in it in braces.</summary>
    public static (FileSyntax File, IReadOnlyList<FileSyntax> Nested) Parse(LexedFile file, WitDiagnostics diagnostics, int depthLimit)
    {
        var parser = new WitParser(file, diagnostics, depthLimit);
        FileSyntax main = parser.File();
        return (main, parser._nested);
    }

    private FileSyntax File()
    {
        PackageNameSyntax? package = null;
        DocComment? docs = null;
        if (Current.Kind == TokenKind.Package)
        {
            int start = _at;
            docs = Docs();
            try
            {
                _at++;
                package = PackageName();
                if (!Eat(TokenKind.Semicolon))
                {
                    if (Current.Kind != TokenKind.LeftBrace)
                    {
                        throw Expected("`;` or `{`");
                    }

                    (package, docs, _at) = (null, null, start);
                }
            }
            catch (SyntaxException error)
            {
                Recover(error, start);
            }
        }

        var items = new List<ItemSyntax>();
        SourceSpan first = SpanOf(Current);
        while (Current.Kind != TokenKind.End && !_diagnostics.IsFull)
        {
            TopLevelItem(items, depth: 0);
        }

        return new FileSyntax(package, docs, items) { Extent = first.To(SpanOf(Current)) };
    }

    private void TopLevelItem(List<ItemSyntax> items, int depth)
    {
        int start = _at;
        try
        {
            DocComment? docs = Docs();
            IReadOnlyList<AttributeSyntax> attributes = Attributes();
            switch (Current.Kind)
            {
                case TokenKind.Interface:
                    _at++;
                    Identifier name = Id();
                    items.Add(new InterfaceSyntax(name, InterfaceItems(), docs, attributes));
                    break;
                case TokenKind.World:
                    _at++;
                    Identifier world = Id();
                    items.Add(new WorldSyntax(world, WorldItems(), docs, attributes));
                    break;
                case TokenKind.Use:
                    SourceSpan span = SpanOf(Current);
                    _at++;
                    UsePath path = Path();
                    Identifier? alias = Eat(TokenKind.As) ? Id() : null;
                    Expect(TokenKind.Semicolon);
                    items.Add(new TopLevelUseSyntax(path, alias, span, attributes));
                    break;
                case TokenKind.Package:
                    NestedPackage(docs, attributes, depth);
                    break;
                default:
                    throw Expected("`interface`, `world`, `use` or `package`");
            }
        }
        catch (SyntaxException error)
        {
            Recover(error, start);
        }
    }

    private void NestedPackage(DocComment? docs, IReadOnlyList<AttributeSyntax> attributes, int depth)
    {
        Token keyword = Current;
        _at++;
        if (depth >= _depthLimit)
        {
            throw new SyntaxException("packages are nested too deep", SpanOf(keyword), code: ErrorCodes.Wit.LimitExceeded);
        }

        if (attributes.Count > 0)
        {
            Report("a package cannot have attributes", SpanOf(keyword));
        }

        PackageNameSyntax name = PackageName();
        if (depth > 0)
        {
            Report($"the package `{name.Name}` stands inside another package", name.Span, "move it to the top level of the file");
        }

        Expect(TokenKind.LeftBrace);
        SourceSpan first = SpanOf(Current);
        var items = new List<ItemSyntax>();
        while (!AtEndOfBlock())
        {
            TopLevelItem(items, depth + 1);
        }

        SourceSpan last = SpanOf(Current);
        Expect(TokenKind.RightBrace);
        _nested.Add(new FileSyntax(name, docs, items) { Extent = first with { End = last.Start } });
    }

    /// <summary>Whether a block cannot go on: at its brace, at the end of the file, or after too many errors.</summary>
    private bool AtEndOfBlock() => Current.Kind is TokenKind.RightBrace or TokenKind.End || _diagnostics.IsFull;

    /// <summary>
    /// Reports and goes on behind the item that began at <paramref name="start"/>: after the next semicolon or closed
    /// brace at the same level, or before the brace that closes the block around.
    /// </summary>
    private void Recover(SyntaxException error, int start)
    {
        _diagnostics.Report(error.Code, error.Message, error.Where, error.Hint);
        int depth = 0;
        int stop = _at;
        for (int i = start; i < stop; i++)
        {
            // Braces that were read before the error count.
            depth += _file.Tokens[i].Kind switch { TokenKind.LeftBrace => 1, TokenKind.RightBrace => -1, _ => 0 };
        }

        depth = Math.Max(depth, 0);
        for (; Current.Kind != TokenKind.End; _at++)
        {
            switch (Current.Kind)
            {
                case TokenKind.LeftBrace:
                    depth++;
                    break;
                case TokenKind.RightBrace when depth == 0:
                    if (_at == start)
                    {
                        // A stray brace at the top level must not stop the parser for ever.
                        _at++;
                    }

                    return;
                case TokenKind.RightBrace:
                    depth--;
                    if (depth == 0)
                    {
                        _at++;
                        return;
                    }

                    break;
                case TokenKind.Semicolon when depth == 0:
                    _at++;
                    return;
                case TokenKind.Interface or TokenKind.World or TokenKind.Package when depth == 0 && _at > start && StartsItem():
                    return;
            }
        }
    }

    /// <summary><c>interface id</c>, <c>world id</c>, <c>package id</c> begin an item wherever they stand.</summary>
    private bool StartsItem() => _file.Tokens[_at + 1].Kind is TokenKind.Id or TokenKind.ExplicitId;

    private DocComment? Docs() => DocComment.Read(_file, _at == 0 ? 0 : _file.Tokens[_at - 1].Comments, Current.Comments);

    private void Report(string message, SourceSpan where, string? hint = null) =>
        _diagnostics.Report(ErrorCodes.Wit.Syntax, message, where, hint);

    private SourceSpan SpanOf(Token token) => new(_file.File, token.Start, token.End);

    private ReadOnlySpan<char> TextOf(Token token) => _file.Text.AsSpan(token.Start, token.End - token.Start);

    private bool Eat(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        _at++;
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        Token token = Current;
        if (token.Kind != kind)
        {
            throw Expected(Keywords.Describe(kind));
        }

        _at++;
        return token;
    }

    private SyntaxException Expected(string what)
    {
        Token found = Current;
        string? hint = null;
        if (found.Kind >= TokenKind.As && what == "an identifier")
        {
            hint = $"write `%{TextOf(found)}` if the keyword is meant as a name";
        }

        return new SyntaxException($"expected {what}, found {Keywords.Describe(found.Kind)}", SpanOf(found), hint);
    }
}
