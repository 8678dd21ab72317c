using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Type definitions.</summary>
internal sealed partial class ComponentValidation
{
    /// <summary>Values of every type must stay below this size in memory (Binary.md, "Type Definitions").</summary>
    private const long MaximumValueSize = 1L << 28;
    private const uint MaximumFixedLength = 1 << 30;

    private void DefineType(TypeDefinition definition)
    {
        CheckCount(Current.CoreTypes.Count + Current.Types.Count, _limits.Types, "types", definition.Offset);
        Current.Types.Add(Resolve(definition.Syntax, definition.Offset));
    }

    private DefinedType Resolve(TypeSyntax syntax, long offset)
    {
        DefinedType type = syntax.Kind switch
        {
            TypeSyntaxKind.Func => Function(syntax, offset),
            TypeSyntaxKind.Component => DeclaredComponent(syntax, offset),
            TypeSyntaxKind.Instance => DeclaredInstance(syntax),
            TypeSyntaxKind.Resource => LocalResource(syntax, offset),
            _ => Value(syntax, offset),
        };
        CheckType(type, offset);
        return type;
    }

    private ComponentValueType Value(TypeSyntax syntax, long offset)
    {
        ComponentValueType type = syntax.Kind switch
        {
            TypeSyntaxKind.Primitive => PrimitiveType.Of(syntax.Primitive),
            TypeSyntaxKind.Record => new RecordType(Fields(syntax, "record field", offset, atLeastOne: true)),
            TypeSyntaxKind.Variant => new VariantType(Cases(syntax, offset)),
            TypeSyntaxKind.List => new ListType(ValueType(syntax.Types[0], offset)),
            TypeSyntaxKind.FixedList => FixedList(syntax, offset),
            TypeSyntaxKind.Tuple => Tuple(syntax, offset),
            TypeSyntaxKind.Flags => new FlagsType(Labels(syntax, "flag", offset, 32)),
            TypeSyntaxKind.Enum => new EnumType(Labels(syntax, "enum case", offset, int.MaxValue)),
            TypeSyntaxKind.Option => new OptionType(ValueType(syntax.Types[0], offset)),
            TypeSyntaxKind.Result => new ResultType(OptionalType(syntax.Types[0], offset), OptionalType(syntax.Types[1], offset)),
            TypeSyntaxKind.Own => new OwnType(ResourceAt(syntax.ResourceIndex, offset)),
            TypeSyntaxKind.Borrow => new BorrowType(ResourceAt(syntax.ResourceIndex, offset)),
            TypeSyntaxKind.Stream => new StreamType(Payload(syntax.Types[0], offset, "stream")),
            TypeSyntaxKind.Future => new FutureType(Payload(syntax.Types[0], offset, "future")),
            TypeSyntaxKind.Map => Map(syntax, offset),
            _ => throw new InvalidOperationException($"no rule for {syntax.Kind}"),
        };
        if (Math.Max(type.Size32, type.Size64) >= MaximumValueSize)
        {
            Invalid(offset, $"a value of this type takes {type.Size64} bytes in memory; less than 2^28 are allowed");
        }

        return type;
    }

    private ComponentValueType ValueType(ValueTypeRef type, long offset)
    {
        if (type.IsPrimitive)
        {
            return PrimitiveType.Of(type.Primitive);
        }

        var defined = TypeAt(type.Index, offset);
        if (defined is not ComponentValueType value)
        {
            Invalid(offset, $"type {type.Index} is a {defined.KindName}, not a type of values");
            return null!;
        }

        return value;
    }

    private ComponentValueType? OptionalType(ValueTypeRef type, long offset) => type.IsNone ? null : ValueType(type, offset);

    private ComponentValueType? Payload(ValueTypeRef type, long offset, string what)
    {
        var element = OptionalType(type, offset);
        if (element is { ContainsBorrow: true })
        {
            Invalid(offset, $"a {what} cannot carry a `borrow`");
        }

        if (what == "stream" && element is PrimitiveType { Kind: PrimitiveKind.Char })
        {
            Invalid(offset, "`stream<char>` is not valid at this time", "use `stream<u8>` and agree on an encoding");
        }

        return element;
    }

    private RecordField[] Fields(TypeSyntax syntax, string what, long offset, bool atLeastOne)
    {
        if (atLeastOne && syntax.Types.Count == 0)
        {
            Invalid(offset, "a record must have at least one field");
        }

        var names = new LabelSet(_options.Features);
        var fields = new RecordField[syntax.Types.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            names.Add(syntax.Labels[i], what, offset);
            fields[i] = new RecordField(syntax.Labels[i], ValueType(syntax.Types[i], offset));
        }

        return fields;
    }

    private VariantCase[] Cases(TypeSyntax syntax, long offset)
    {
        if (syntax.Types.Count == 0)
        {
            Invalid(offset, "a variant must have at least one case");
        }

        var names = new LabelSet(_options.Features);
        var cases = new VariantCase[syntax.Types.Count];
        for (var i = 0; i < cases.Length; i++)
        {
            names.Add(syntax.Labels[i], "variant case", offset);
            cases[i] = new VariantCase(syntax.Labels[i], OptionalType(syntax.Types[i], offset));
        }

        return cases;
    }

    private IReadOnlyList<string> Labels(TypeSyntax syntax, string what, long offset, int maximum)
    {
        if (syntax.Labels.Count == 0)
        {
            Invalid(offset, $"there must be at least one {what}");
        }

        if (syntax.Labels.Count > maximum)
        {
            Invalid(offset, $"cannot have more than {maximum} {what}s");
        }

        var names = new LabelSet(_options.Features);
        foreach (var label in syntax.Labels)
        {
            names.Add(label, what, offset);
        }

        return syntax.Labels;
    }

    private FixedListType FixedList(TypeSyntax syntax, long offset)
    {
        if (syntax.Length == 0)
        {
            Invalid(offset, "a list of fixed length must have more than zero elements");
        }

        if (syntax.Length > MaximumFixedLength)
        {
            WasmErrors.LimitExceeded(offset, "elements of a fixed-length list", syntax.Length, MaximumFixedLength);
        }

        return new FixedListType(ValueType(syntax.Types[0], offset), syntax.Length);
    }

    private TupleType Tuple(TypeSyntax syntax, long offset)
    {
        if (syntax.Types.Count == 0)
        {
            Invalid(offset, "a tuple must have at least one type");
        }

        var elements = new ComponentValueType[syntax.Types.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = ValueType(syntax.Types[i], offset);
        }

        return new TupleType(elements);
    }

    private MapType Map(TypeSyntax syntax, long offset)
    {
        var key = ValueType(syntax.Types[0], offset);
        if (key is not PrimitiveType { Kind: not (PrimitiveKind.F32 or PrimitiveKind.F64 or PrimitiveKind.ErrorContext) } primitive)
        {
            Invalid(offset, $"{key} cannot be the key of a map: keys are integers, chars, bools or strings");
            return null!;
        }

        return new MapType(primitive, ValueType(syntax.Types[1], offset));
    }

    private ResourceType ResourceAt(int index, long offset)
    {
        var type = TypeAt(index, offset);
        if (type is not ResourceType resource)
        {
            Invalid(offset, $"type index {index} is a {type.KindName}, not a resource type");
            return null!;
        }

        return resource;
    }

    private ComponentFuncType Function(TypeSyntax syntax, long offset)
    {
        var parameters = Fields(syntax, "function parameter", offset, atLeastOne: false);
        var result = OptionalType(syntax.Result, offset);
        if (result is { ContainsBorrow: true })
        {
            Invalid(offset, "a function result cannot contain a `borrow` type");
        }

        return new ComponentFuncType(parameters, result, syntax.IsAsync);
    }

    private ResourceType LocalResource(TypeSyntax syntax, long offset)
    {
        if (Current.Kind != ScopeKind.Component)
        {
            Invalid(offset, "resources can only be defined within a concrete component");
        }

        if (syntax.Representation == ValType.I64)
        {
            if (!_options.Has(ComponentFeatures.Memory64))
            {
                WasmErrors.NotSupported(offset, "a resource represented by an i64", nameof(ComponentFeatures.Memory64));
            }
        }
        else if (syntax.Representation != ValType.I32)
        {
            Invalid(offset, $"resources can only be represented by `i32` or `i64`, not `{syntax.Representation}`");
        }

        if (syntax.Destructor is { } destructor)
        {
            var func = At(Current.CoreFunctions, destructor, "core func", offset).Func!;
            if (!IsSignature(func, [syntax.Representation], []))
            {
                Invalid(offset, $"core function {destructor} has wrong signature for a destructor: {func}");
            }
        }

        var id = new ResourceId(null, ResourceOrigin.Defined, $"at offset 0x{offset:x}");
        Current.DefinedResources.Add(id);
        Current.LocalResources.Add(new LocalResource(id, syntax.Representation, syntax.Destructor, Current.Types.Count));
        return new ResourceType(id);
    }

    private static bool IsSignature(FuncType type, ReadOnlySpan<ValType> parameters, ReadOnlySpan<ValType> results) =>
        type.Params.SequenceEqual(parameters) && type.Results.SequenceEqual(results);

    private ComponentType DeclaredComponent(TypeSyntax syntax, long offset)
    {
        var scope = Declare(ScopeKind.ComponentType, syntax);
        return Finish(scope, offset);
    }

    private InstanceType DeclaredInstance(TypeSyntax syntax)
    {
        var scope = Declare(ScopeKind.InstanceType, syntax);
        return new InstanceType(scope.Exports.Items, scope.DefinedResources, scope.ExplicitResources.ToArray());
    }

    private ComponentScope Declare(ScopeKind kind, TypeSyntax syntax)
    {
        var scope = new ComponentScope(kind, _interner);
        _scopes.Add(scope);
        foreach (var declaration in syntax.Declarations)
        {
            EnsureStack(declaration.Offset);
            Define(declaration);
        }

        _scopes.RemoveAt(_scopes.Count - 1);
        return scope;
    }
}
