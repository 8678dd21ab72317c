namespace Compose.Wit.Syntax;

internal sealed partial class WitParser
{
    private List<ItemSyntax> InterfaceItems()
    {
        Expect(TokenKind.LeftBrace);
        var items = new List<ItemSyntax>();
        while (!AtEndOfBlock())
        {
            int start = _at;
            try
            {
                DocComment? docs = Docs();
                IReadOnlyList<AttributeSyntax> attributes = Attributes();
                items.Add(Current.Kind switch
                {
                    TokenKind.Use => Use(docs, attributes),
                    TokenKind.Id or TokenKind.ExplicitId => NamedFunction(FunctionRole.Freestanding, docs, attributes),
                    _ => TypeDefinition(docs, attributes) ?? throw Expected("a type definition, a function or `use`"),
                });
            }
            catch (SyntaxException error)
            {
                Recover(error, start);
            }
        }

        Expect(TokenKind.RightBrace);
        return items;
    }

    private List<ItemSyntax> WorldItems()
    {
        Expect(TokenKind.LeftBrace);
        var items = new List<ItemSyntax>();
        while (!AtEndOfBlock())
        {
            int start = _at;
            try
            {
                DocComment? docs = Docs();
                IReadOnlyList<AttributeSyntax> attributes = Attributes();
                items.Add(Current.Kind switch
                {
                    TokenKind.Import or TokenKind.Export => Extern(docs, attributes),
                    TokenKind.Use => Use(docs, attributes),
                    TokenKind.Include => Include(docs, attributes),
                    _ => TypeDefinition(docs, attributes) ?? throw Expected("`import`, `export`, `include`, `use` or a type definition"),
                });
            }
            catch (SyntaxException error)
            {
                Recover(error, start);
            }
        }

        Expect(TokenKind.RightBrace);
        return items;
    }

    private WorldExternSyntax Extern(DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        bool isExport = Current.Kind == TokenKind.Export;
        _at++;
        if (!HasLabel())
        {
            UsePath path = Path();
            Expect(TokenKind.Semicolon);
            return new WorldExternSyntax(isExport, null, null, null, path, docs, attributes);
        }

        Identifier label = Id();
        Expect(TokenKind.Colon);
        switch (Current.Kind)
        {
            case TokenKind.Func or TokenKind.Async:
                FunctionSyntax function = Function(label, FunctionRole.Freestanding, docs, attributes);
                return new WorldExternSyntax(isExport, label, function, null, null, docs, attributes);
            case TokenKind.Interface:
                _at++;
                var inline = new InterfaceSyntax(label, InterfaceItems(), docs, attributes);
                return new WorldExternSyntax(isExport, label, null, inline, null, docs, attributes);
            default:
                UsePath path = Path();
                Expect(TokenKind.Semicolon);
                return new WorldExternSyntax(isExport, label, null, null, path, docs, attributes);
        }
    }

    /// <summary>
    /// Whether <c>id ':'</c> ahead is a label, not the namespace of a path. Without spaces around the colon it is a
    /// namespace, unless what follows cannot be a package; with spaces it is a label, unless <c>id '/'</c> follows.
    /// </summary>
    private bool HasLabel()
    {
        IReadOnlyList<Token> tokens = _file.Tokens;
        if (Current.Kind is not (TokenKind.Id or TokenKind.ExplicitId) || tokens[_at + 1].Kind != TokenKind.Colon)
        {
            return false;
        }

        Token next = tokens[_at + 2];
        if (next.Kind is not (TokenKind.Id or TokenKind.ExplicitId))
        {
            return true;
        }

        TokenKind after = tokens[_at + 3].Kind;
        if (after == TokenKind.Slash)
        {
            return false;
        }

        bool isTight = tokens[_at + 1].Start == Current.End && next.Start == tokens[_at + 1].End;
        if (isTight && after == TokenKind.Semicolon)
        {
            string name = TextOf(Current).ToString();
            throw new SyntaxException(
                $"`{name}:{TextOf(next)}` names a package, which cannot be imported or exported",
                SpanOf(Current),
                $"write `{name}: {TextOf(next)}` to give the interface `{TextOf(next)}` the name `{name}`, or name an interface of the package");
        }

        return !(isTight && after == TokenKind.Colon);
    }

    private UseSyntax Use(DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        Expect(TokenKind.Use);
        UsePath from = Path();
        Expect(TokenKind.Period);
        Expect(TokenKind.LeftBrace);
        var names = new List<UseNameSyntax>();
        while (!Eat(TokenKind.RightBrace))
        {
            Identifier name = Id();
            names.Add(new UseNameSyntax(name, Eat(TokenKind.As) ? Id() : null));
            if (!Eat(TokenKind.Comma))
            {
                Expect(TokenKind.RightBrace);
                break;
            }
        }

        Expect(TokenKind.Semicolon);
        return new UseSyntax(from, names, docs, attributes);
    }

    private IncludeSyntax Include(DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        Expect(TokenKind.Include);
        UsePath from = Path();
        var names = new List<UseNameSyntax>();
        if (!Eat(TokenKind.With))
        {
            Expect(TokenKind.Semicolon);
            return new IncludeSyntax(from, names, docs, attributes);
        }

        Expect(TokenKind.LeftBrace);
        while (!Eat(TokenKind.RightBrace))
        {
            Identifier name = Id();
            Expect(TokenKind.As);
            names.Add(new UseNameSyntax(name, Id()));
            if (!Eat(TokenKind.Comma))
            {
                Expect(TokenKind.RightBrace);
                break;
            }
        }

        return new IncludeSyntax(from, names, docs, attributes);
    }

    private FunctionSyntax NamedFunction(FunctionRole role, DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        Identifier name = Id();
        Expect(TokenKind.Colon);
        if (role == FunctionRole.Method && Eat(TokenKind.Static))
        {
            role = FunctionRole.Static;
        }

        return Function(name, role, docs, attributes);
    }

    /// <summary><c>async? func(params) -> type;</c></summary>
    private FunctionSyntax Function(Identifier name, FunctionRole role, DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        bool isAsync = Eat(TokenKind.Async);
        SourceSpan span = SpanOf(Expect(TokenKind.Func));
        return Signature(name, role, isAsync, span, docs, attributes);
    }

    private FunctionSyntax Signature(
        Identifier name, FunctionRole role, bool isAsync, SourceSpan span, DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        Expect(TokenKind.LeftParen);
        var parameters = new List<ParameterSyntax>();
        while (!Eat(TokenKind.RightParen))
        {
            Identifier parameter = Id();
            Expect(TokenKind.Colon);
            parameters.Add(new ParameterSyntax(parameter, Type(0)));
            if (!Eat(TokenKind.Comma))
            {
                Expect(TokenKind.RightParen);
                break;
            }
        }

        TypeSyntax? result = Eat(TokenKind.Arrow) ? Type(0) : null;
        Expect(TokenKind.Semicolon);
        return new FunctionSyntax(name, role, isAsync, parameters, result, span, docs, attributes);
    }
}
