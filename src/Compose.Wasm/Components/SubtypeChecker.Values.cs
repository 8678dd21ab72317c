namespace Compose.Wasm.Components;

/// <summary>Functions and values: equality of structure, with the place of the first difference.</summary>
internal sealed partial class SubtypeChecker
{
    private TypeMismatch? Function(ComponentFuncType actual, ComponentFuncType expected)
    {
        if (actual.IsAsync != expected.IsAsync)
        {
            return Fail(
                expected.IsAsync ? "expected an async function, found a sync one" : "expected a sync function, found an async one",
                expected,
                actual,
                "async is part of a function's type since WASI 0.3: use versions of the interface that agree");
        }

        if (actual.Parameters.Count != expected.Parameters.Count)
        {
            return Fail($"expected {expected.Parameters.Count} parameters, found {actual.Parameters.Count}", expected, actual);
        }

        for (var i = 0; i < expected.Parameters.Count; i++)
        {
            var a = actual.Parameters[i];
            var e = expected.Parameters[i];
            if (!string.Equals(a.Name, e.Name, StringComparison.Ordinal))
            {
                return Fail($"expected a parameter named `{e.Name}`, found `{a.Name}`", expected, actual);
            }

            Push("parameter", e.Name);
            if (Pop(Value(a.Type, e.Type)) is { } mismatch)
            {
                return mismatch;
            }
        }

        return Optional("result", null, actual.Result, expected.Result, actual, expected);
    }

    private TypeMismatch? Value(ComponentValueType actual, ComponentValueType expected)
    {
        Steps++;
        if (ReferenceEquals(actual.Root, expected.Root) && !expected.ContainsResource)
        {
            return null;
        }

        return (actual, expected) switch
        {
            (PrimitiveType a, PrimitiveType e) => a.Kind == e.Kind ? null : Fail("not the same primitive type", e, a),
            (RecordType a, RecordType e) => Record(a, e),
            (VariantType a, VariantType e) => Variant(a, e),
            (EnumType a, EnumType e) => Labels(a.Cases, e.Cases, a, e),
            (FlagsType a, FlagsType e) => Labels(a.Names, e.Names, a, e),
            (TupleType a, TupleType e) => Tuple(a, e),
            (ListType a, ListType e) => At("element", a.Element, e.Element),
            (FixedListType a, FixedListType e) => a.Length == e.Length
                ? At("element", a.Element, e.Element)
                : Fail($"expected a list of {e.Length} elements, found one of {a.Length}", e, a),
            (MapType a, MapType e) => At("key", a.Key, e.Key) ?? At("value", a.Value, e.Value),
            (OptionType a, OptionType e) => At("some", a.Some, e.Some),
            (ResultType a, ResultType e) => Optional("ok", null, a.Ok, e.Ok, a, e) ?? Optional("error", null, a.Error, e.Error, a, e),
            (OwnType a, OwnType e) => Handle("own", a, e),
            (BorrowType a, BorrowType e) => Handle("borrow", a, e),
            (StreamType a, StreamType e) => Optional("element", null, a.Element, e.Element, a, e),
            (FutureType a, FutureType e) => Optional("element", null, a.Element, e.Element, a, e),
            _ => Fail("not the same kind of type", expected, actual, HandleHint(actual, expected)),
        };
    }

    private TypeMismatch? Record(RecordType actual, RecordType expected)
    {
        if (actual.Fields.Count != expected.Fields.Count)
        {
            return Fail($"expected {expected.Fields.Count} fields, found {actual.Fields.Count}", expected, actual);
        }

        for (var i = 0; i < expected.Fields.Count; i++)
        {
            var a = actual.Fields[i];
            var e = expected.Fields[i];
            if (!string.Equals(a.Name, e.Name, StringComparison.Ordinal))
            {
                return Fail($"expected a field named `{e.Name}`, found `{a.Name}`", expected, actual);
            }

            Push("field", e.Name);
            if (Pop(Value(a.Type, e.Type)) is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private TypeMismatch? Variant(VariantType actual, VariantType expected)
    {
        if (actual.Cases.Count != expected.Cases.Count)
        {
            return Fail($"expected {expected.Cases.Count} cases, found {actual.Cases.Count}", expected, actual);
        }

        for (var i = 0; i < expected.Cases.Count; i++)
        {
            var a = actual.Cases[i];
            var e = expected.Cases[i];
            if (!string.Equals(a.Name, e.Name, StringComparison.Ordinal))
            {
                return Fail($"expected a case named `{e.Name}`, found `{a.Name}`", expected, actual);
            }

            if (Optional("case", e.Name, a.Type, e.Type, actual, expected) is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private TypeMismatch? Tuple(TupleType actual, TupleType expected)
    {
        if (actual.Elements.Count != expected.Elements.Count)
        {
            return Fail($"expected {expected.Elements.Count} elements, found {actual.Elements.Count}", expected, actual);
        }

        for (var i = 0; i < expected.Elements.Count; i++)
        {
            if (Value(actual.Elements[i], expected.Elements[i]) is not null)
            {
                // Compared again with the place, so that the common case need not write it.
                return At("element " + i, actual.Elements[i], expected.Elements[i]);
            }
        }

        return null;
    }

    private TypeMismatch? Labels(IReadOnlyList<string> actual, IReadOnlyList<string> expected, DefinedType a, DefinedType e)
    {
        if (actual.Count != expected.Count)
        {
            return Fail($"expected {expected.Count} labels, found {actual.Count}", e, a);
        }

        for (var i = 0; i < expected.Count; i++)
        {
            if (!string.Equals(actual[i], expected[i], StringComparison.Ordinal))
            {
                return Fail($"expected a label `{expected[i]}`, found `{actual[i]}`", e, a);
            }
        }

        return null;
    }

    private TypeMismatch? Optional(
        string word,
        string? name,
        ComponentValueType? actual,
        ComponentValueType? expected,
        DefinedType actualWhole,
        DefinedType expectedWhole)
    {
        if (actual is null && expected is null)
        {
            return null;
        }

        Push(word, name);
        return Pop(actual is not null && expected is not null
            ? Value(actual, expected)
            : Fail(expected is null ? "expected no type, found one" : "expected a type, found none", expectedWhole, actualWhole));
    }

    private TypeMismatch? Handle(string word, HandleType actual, HandleType expected)
    {
        Push(word);
        return Pop(Resource(actual.Resource.Id, expected.Resource.Id));
    }

    private TypeMismatch? At(string word, ComponentValueType actual, ComponentValueType expected)
    {
        Push(word);
        return Pop(Value(actual, expected));
    }

    private static string? HandleHint(DefinedType actual, DefinedType expected) => (actual, expected) switch
    {
        (OwnType, BorrowType) or (BorrowType, OwnType) => "one side passes ownership, the other only lends: the interfaces differ",
        _ => null,
    };

    private static string KindOf(ComponentExternType type) => type.Kind switch
    {
        ComponentExternKind.CoreModule => "core module",
        ComponentExternKind.Func => "func",
        ComponentExternKind.Value => "value",
        ComponentExternKind.Type => "type",
        ComponentExternKind.Component => "component",
        _ => "instance",
    };

    private TypeMismatch Fail(string reason, DefinedType expected, DefinedType actual, string? hint = null) =>
        Fail(reason, Show(expected, actual), Show(actual, expected), hint);

    /// <summary>By name; by structure if the other side has the same name, which would explain nothing.</summary>
    private static string Show(DefinedType type, DefinedType other) =>
        type.Name is null || string.Equals(type.Name, other.Name, StringComparison.Ordinal)
            ? TypePrinter.PrintDefinition(type)
            : TypePrinter.Print(type) + " = " + TypePrinter.PrintDefinition(type);

    private TypeMismatch Fail(string reason, string expected, string actual, string? hint = null) =>
        new(RenderPath(), reason, expected, actual, hint);

    private TypeMismatch Missing(string what, ComponentExtern item, IReadOnlyList<ComponentExtern> among) =>
        Fail($"{what} `{item.Name}`", TypePrinter.Print(item.Type), string.Empty, Nearest(item.Name, among));

    private void Push(string word, string? name = null) => _path.Add((word, name));

    private TypeMismatch? Pop(TypeMismatch? mismatch)
    {
        _path.RemoveAt(_path.Count - 1);
        return mismatch;
    }

    private string[] RenderPath()
    {
        var path = new string[_path.Count];
        for (var i = 0; i < path.Length; i++)
        {
            path[i] = _path[i].Name is { } name ? $"{_path[i].Word} `{name}`" : _path[i].Word;
        }

        return path;
    }

    /// <summary>A name close to one that is missing, for a hint.</summary>
    private static string? Nearest(string name, IReadOnlyList<ComponentExtern> among)
    {
        if (ExternName.TryParse(name, ComponentFeatures.All, out var parsed, out _) && parsed.Interface is { } wanted)
        {
            foreach (var item in among)
            {
                if (item.ExternName.Interface is { } offered && offered.WithoutVersion == wanted.WithoutVersion)
                {
                    return $"there is `{item.Name}`: another version of the interface";
                }
            }
        }

        string? best = null;
        var bestDistance = Math.Max(2, name.Length / 4) + 1;
        foreach (var item in among)
        {
            var distance = Distance(name, item.Name, bestDistance);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (item.Name, distance);
            }
        }

        return best is null ? null : $"did you mean `{best}`?";
    }

    /// <summary>Edits from one text to another; at least <paramref name="limit"/> when it is not less.</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) >= limit || left.Length > 200 || right.Length > 200)
        {
            return limit;
        }

        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var substitution = diagonal + (left[i] == right[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substitution, Math.Min(diagonal, row[j]) + 1);
            }
        }

        return row[^1];
    }
}
