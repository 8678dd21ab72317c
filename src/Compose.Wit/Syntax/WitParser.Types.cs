using System.Globalization;

namespace Compose.Wit.Syntax;

internal sealed partial class WitParser
{
    /// <summary>A type definition, or null if none begins here.</summary>
    private TypeDefinitionSyntax? TypeDefinition(DocComment? docs, IReadOnlyList<AttributeSyntax> attributes)
    {
        TokenKind kind = Current.Kind;
        if (kind is not (TokenKind.Type or TokenKind.Record or TokenKind.Variant or TokenKind.Enum or TokenKind.Flags or TokenKind.Resource))
        {
            return null;
        }

        _at++;
        Identifier name = Id();
        switch (kind)
        {
            case TokenKind.Type:
                Expect(TokenKind.Equals);
                TypeSyntax type = Type(0);
                Expect(TokenKind.Semicolon);
                return new TypeDefinitionSyntax.Alias(name, type, docs, attributes);
            case TokenKind.Record:
                return new TypeDefinitionSyntax.Record(name, Members(kind), docs, attributes);
            case TokenKind.Variant:
                return new TypeDefinitionSyntax.Variant(name, Members(kind), docs, attributes);
            case TokenKind.Enum:
                return new TypeDefinitionSyntax.Enum(name, Members(kind), docs, attributes);
            case TokenKind.Flags:
                return new TypeDefinitionSyntax.Flags(name, Members(kind), docs, attributes);
            default:
                return new TypeDefinitionSyntax.Resource(name, ResourceFunctions(), docs, attributes);
        }
    }

    private List<MemberSyntax> Members(TokenKind of)
    {
        Expect(TokenKind.LeftBrace);
        var members = new List<MemberSyntax>();
        while (true)
        {
            DocComment? docs = Docs();
            if (Eat(TokenKind.RightBrace))
            {
                return members;
            }

            Identifier name = Id();
            TypeSyntax? type = null;
            if (of == TokenKind.Record)
            {
                Expect(TokenKind.Colon);
                type = Type(0);
            }
            else if (of == TokenKind.Variant && Eat(TokenKind.LeftParen))
            {
                type = Type(0);
                Expect(TokenKind.RightParen);
            }

            members.Add(new MemberSyntax(name, type, docs));
            if (!Eat(TokenKind.Comma))
            {
                Expect(TokenKind.RightBrace);
                return members;
            }
        }
    }

    private List<FunctionSyntax> ResourceFunctions()
    {
        var functions = new List<FunctionSyntax>();
        if (Eat(TokenKind.Semicolon))
        {
            return functions;
        }

        Expect(TokenKind.LeftBrace);
        while (!AtEndOfBlock())
        {
            int start = _at;
            try
            {
                DocComment? docs = Docs();
                IReadOnlyList<AttributeSyntax> attributes = Attributes();
                switch (Current.Kind)
                {
                    case TokenKind.Constructor:
                        SourceSpan span = SpanOf(Current);
                        _at++;
                        functions.Add(Signature(
                            new Identifier("constructor", span), FunctionRole.Constructor, isAsync: false, span, docs, attributes));
                        break;
                    case TokenKind.Id or TokenKind.ExplicitId:
                        functions.Add(NamedFunction(FunctionRole.Method, docs, attributes));
                        break;
                    default:
                        throw Expected("`constructor` or a function");
                }
            }
            catch (SyntaxException error)
            {
                Recover(error, start);
            }
        }

        Expect(TokenKind.RightBrace);
        return functions;
    }

    private TypeSyntax Type(int depth)
    {
        Token token = Current;
        SourceSpan span = SpanOf(token);
        if (depth >= _depthLimit)
        {
            throw new SyntaxException("types are nested too deep", span, code: ErrorCodes.Wit.LimitExceeded);
        }

        if (token.Kind is TokenKind.Id or TokenKind.ExplicitId)
        {
            return new TypeSyntax.Named(Id().Name, span);
        }

        if (PrimitiveOf(token.Kind) is { } primitive)
        {
            _at++;
            return new TypeSyntax.Primitive(primitive, span);
        }

        switch (token.Kind)
        {
            case TokenKind.List:
                _at++;
                return ListType(span, depth);
            case TokenKind.Map:
                _at++;
                Expect(TokenKind.LessThan);
                TypeSyntax key = Type(depth + 1);
                Expect(TokenKind.Comma);
                TypeSyntax value = Type(depth + 1);
                Expect(TokenKind.GreaterThan);
                return new TypeSyntax.Map(key, value, span);
            case TokenKind.Tuple:
                _at++;
                return TupleType(span, depth);
            case TokenKind.Option:
                _at++;
                Expect(TokenKind.LessThan);
                TypeSyntax element = Type(depth + 1);
                Expect(TokenKind.GreaterThan);
                return new TypeSyntax.Option(element, span);
            case TokenKind.Result:
                _at++;
                return ResultType(span, depth);
            case TokenKind.Future:
                _at++;
                return new TypeSyntax.Future(OptionalElement(depth), span);
            case TokenKind.Stream:
                _at++;
                return new TypeSyntax.Stream(OptionalElement(depth), span);
            case TokenKind.Own or TokenKind.Borrow:
                _at++;
                Expect(TokenKind.LessThan);
                Identifier resource = Id();
                Expect(TokenKind.GreaterThan);
                return new TypeSyntax.Handle(token.Kind == TokenKind.Borrow, resource, span);
            default:
                throw Expected("a type");
        }
    }

    private static WitPrimitive? PrimitiveOf(TokenKind kind) => kind switch
    {
        TokenKind.Bool => WitPrimitive.Bool,
        TokenKind.U8 => WitPrimitive.U8,
        TokenKind.U16 => WitPrimitive.U16,
        TokenKind.U32 => WitPrimitive.U32,
        TokenKind.U64 => WitPrimitive.U64,
        TokenKind.S8 => WitPrimitive.S8,
        TokenKind.S16 => WitPrimitive.S16,
        TokenKind.S32 => WitPrimitive.S32,
        TokenKind.S64 => WitPrimitive.S64,
        TokenKind.F32 => WitPrimitive.F32,
        TokenKind.F64 => WitPrimitive.F64,
        TokenKind.Char => WitPrimitive.Char,
        TokenKind.String => WitPrimitive.String,
        TokenKind.ErrorContext => WitPrimitive.ErrorContext,
        _ => null,
    };

    private TypeSyntax.List ListType(SourceSpan span, int depth)
    {
        Expect(TokenKind.LessThan);
        TypeSyntax element = Type(depth + 1);
        uint? length = null;
        if (Eat(TokenKind.Comma))
        {
            Token number = Expect(TokenKind.Integer);
            if (!uint.TryParse(TextOf(number), NumberStyles.None, CultureInfo.InvariantCulture, out uint value))
            {
                throw new SyntaxException("the length of a list is at most 4294967295", SpanOf(number));
            }

            length = value;
        }

        Expect(TokenKind.GreaterThan);
        return new TypeSyntax.List(element, length, span);
    }

    private TypeSyntax.Tuple TupleType(SourceSpan span, int depth)
    {
        Expect(TokenKind.LessThan);
        var elements = new List<TypeSyntax>();
        while (!Eat(TokenKind.GreaterThan))
        {
            elements.Add(Type(depth + 1));
            if (!Eat(TokenKind.Comma))
            {
                Expect(TokenKind.GreaterThan);
                break;
            }
        }

        return new TypeSyntax.Tuple(elements, span);
    }

    private TypeSyntax.Result ResultType(SourceSpan span, int depth)
    {
        TypeSyntax? ok = null;
        TypeSyntax? error = null;
        if (Eat(TokenKind.LessThan))
        {
            if (Eat(TokenKind.Underscore))
            {
                Expect(TokenKind.Comma);
                error = Type(depth + 1);
            }
            else
            {
                ok = Type(depth + 1);
                error = Eat(TokenKind.Comma) ? Type(depth + 1) : null;
            }

            Expect(TokenKind.GreaterThan);
        }

        return new TypeSyntax.Result(ok, error, span);
    }

    private TypeSyntax? OptionalElement(int depth)
    {
        if (!Eat(TokenKind.LessThan))
        {
            return null;
        }

        TypeSyntax element = Type(depth + 1);
        Expect(TokenKind.GreaterThan);
        return element;
    }
}
