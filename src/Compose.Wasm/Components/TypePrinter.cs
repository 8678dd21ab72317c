using System.Text;

namespace Compose.Wasm.Components;

/// <summary>
/// Renders types in the notation of WIT: <c>func(a: u32) -&gt; result&lt;list&lt;u8&gt;, error-code&gt;</c>. Named types
/// are written by name, so a text does not grow with what stands behind a name.
/// </summary>
public sealed class TypePrinter
{
    private const int DefaultLength = 2_000;
    private readonly StringBuilder _text = new();
    private readonly int _limit;

    private TypePrinter(int limit)
    {
        _limit = limit;
    }

    private bool IsFull => _text.Length >= _limit;

    /// <summary>A type as it is referred to: by name if it has one.</summary>
    public static string Print(DefinedType type, int maximumLength = DefaultLength)
    {
        var printer = new TypePrinter(maximumLength);
        printer.Reference(type);
        return printer.Finish();
    }

    /// <summary>A type by what it is made of; the types within by name.</summary>
    public static string PrintDefinition(DefinedType type, int maximumLength = DefaultLength)
    {
        var printer = new TypePrinter(maximumLength);
        printer.Definition(type);
        return printer.Finish();
    }

    /// <summary>The type of an import or export.</summary>
    public static string Print(ComponentExternType type, int maximumLength = DefaultLength)
    {
        var printer = new TypePrinter(maximumLength);
        printer.Extern(type);
        return printer.Finish();
    }

    /// <summary>
    /// All imports and exports of a component, one item a line, instances with their content indented.
    /// </summary>
    public static string Describe(ComponentType type)
    {
        var printer = new TypePrinter(int.MaxValue);
        foreach (var item in type.Imports)
        {
            printer.Item("import ", item, 0);
        }

        foreach (var item in type.Exports)
        {
            printer.Item("export ", item, 0);
        }

        return printer._text.ToString();
    }

    /// <summary>The content of an instance, one item a line.</summary>
    public static string Describe(InstanceType type)
    {
        var printer = new TypePrinter(int.MaxValue);
        foreach (var item in type.Exports)
        {
            printer.Item(string.Empty, item, 0);
        }

        return printer._text.ToString();
    }

    private string Finish()
    {
        if (_text.Length <= _limit)
        {
            return _text.ToString();
        }

        return string.Concat(_text.ToString(0, _limit), "…");
    }

    private void Item(string word, ComponentExtern item, int indent)
    {
        _text.Append(' ', indent * 2).Append(word).Append(item.Name);
        if (item.Type.AsInstance is { } instance)
        {
            _text.Append(item.Attributes.Implements is { } implements ? $": {implements} {{\n" : " {\n");
            foreach (var inner in instance.Exports)
            {
                Item(string.Empty, inner, indent + 1);
            }

            _text.Append(' ', indent * 2).Append("}\n");
            return;
        }

        _text.Append(": ");
        Extern(item.Type);
        _text.Append('\n');
    }

    private void Extern(ComponentExternType type)
    {
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                _text.Append("core module");
                break;
            case ComponentExternKind.Type when type.IsNewResource || type.Referenced is ResourceType { Id.Origin: ResourceOrigin.Defined }:
                _text.Append("resource");
                break;
            case ComponentExternKind.Type:
                _text.Append("type = ");
                var referenced = type.Referenced!;
                if (IsNominal(referenced) && referenced.Name is not null && !IsSameName(type.Type!, referenced))
                {
                    Reference(referenced);
                }
                else
                {
                    Definition(referenced);
                }

                break;
            case ComponentExternKind.Value:
                _text.Append("value ");
                Reference(type.Type!);
                break;
            default:
                Definition(type.Type!);
                break;
        }
    }

    private static bool IsSameName(DefinedType left, DefinedType right) =>
        string.Equals(left.Name, right.Name, StringComparison.Ordinal);

    /// <summary>Whether people know the type by its name rather than by its structure.</summary>
    private static bool IsNominal(DefinedType type) =>
        type is RecordType or VariantType or EnumType or FlagsType or ResourceType;

    private void Reference(DefinedType type)
    {
        if (IsFull)
        {
            return;
        }

        if (type.Name is { } name && type is not (InstanceType or ComponentType or ComponentFuncType))
        {
            _text.Append(name);
            return;
        }

        Definition(type);
    }

    private void Definition(DefinedType type)
    {
        if (IsFull)
        {
            return;
        }

        switch (type)
        {
            case RecordType record:
                Fields("record { ", record.Fields, " }");
                break;
            case VariantType variant:
                Cases(variant);
                break;
            case EnumType or FlagsType:
                Labels(type.KindName, type is EnumType choice ? choice.Cases : ((FlagsType)type).Names);
                break;
            case TupleType tuple:
                _text.Append("tuple<");
                for (var i = 0; i < tuple.Elements.Count && !IsFull; i++)
                {
                    _text.Append(i == 0 ? string.Empty : ", ");
                    Reference(tuple.Elements[i]);
                }

                _text.Append('>');
                break;
            case ListType list:
                Generic("list", list.Element);
                break;
            case FixedListType list:
                _text.Append("list<");
                Reference(list.Element);
                _text.Append(", ").Append(list.Length).Append('>');
                break;
            case MapType map:
                _text.Append("map<");
                Reference(map.Key);
                _text.Append(", ");
                Reference(map.Value);
                _text.Append('>');
                break;
            case OptionType option:
                Generic("option", option.Some);
                break;
            case ResultType result:
                Result(result);
                break;
            case HandleType handle:
                Generic(handle.KindName, handle.Resource);
                break;
            case StreamType stream:
                Generic("stream", stream.Element);
                break;
            case FutureType future:
                Generic("future", future.Element);
                break;
            case ResourceType resource:
                _text.Append(resource.Id.Name ?? "resource");
                break;
            case ComponentFuncType func:
                Function(func);
                break;
            case InstanceType instance:
                Block("instance", string.Empty, instance.Exports, []);
                break;
            case ComponentType component:
                Block("component", "import ", component.Imports, component.Exports);
                break;
            default:
                _text.Append(type.KindName);
                break;
        }
    }

    private void Generic(string name, DefinedType? element)
    {
        _text.Append(name);
        if (element is not null)
        {
            _text.Append('<');
            Reference(element);
            _text.Append('>');
        }
    }

    private void Fields(string open, IReadOnlyList<RecordField> fields, string close)
    {
        _text.Append(open);
        for (var i = 0; i < fields.Count && !IsFull; i++)
        {
            _text.Append(i == 0 ? string.Empty : ", ").Append(fields[i].Name).Append(": ");
            Reference(fields[i].Type);
        }

        _text.Append(close);
    }

    private void Cases(VariantType variant)
    {
        _text.Append("variant { ");
        for (var i = 0; i < variant.Cases.Count && !IsFull; i++)
        {
            _text.Append(i == 0 ? string.Empty : ", ").Append(variant.Cases[i].Name);
            if (variant.Cases[i].Type is { } payload)
            {
                _text.Append('(');
                Reference(payload);
                _text.Append(')');
            }
        }

        _text.Append(" }");
    }

    private void Labels(string word, IReadOnlyList<string> labels)
    {
        _text.Append(word).Append(" { ");
        for (var i = 0; i < labels.Count && !IsFull; i++)
        {
            _text.Append(i == 0 ? string.Empty : ", ").Append(labels[i]);
        }

        _text.Append(" }");
    }

    private void Result(ResultType result)
    {
        _text.Append("result");
        if (result.Ok is null && result.Error is null)
        {
            return;
        }

        _text.Append('<');
        if (result.Ok is null)
        {
            _text.Append('_');
        }
        else
        {
            Reference(result.Ok);
        }

        if (result.Error is not null)
        {
            _text.Append(", ");
            Reference(result.Error);
        }

        _text.Append('>');
    }

    private void Function(ComponentFuncType func)
    {
        Fields(func.IsAsync ? "async func(" : "func(", func.Parameters, ")");
        if (func.Result is not null)
        {
            _text.Append(" -> ");
            Reference(func.Result);
        }
    }

    private void Block(string word, string importWord, IReadOnlyList<ComponentExtern> first, IReadOnlyList<ComponentExtern> exports)
    {
        _text.Append(word).Append(" { ");
        foreach (var item in first)
        {
            BlockItem(importWord, item);
        }

        foreach (var item in exports)
        {
            BlockItem("export ", item);
        }

        _text.Append('}');
    }

    private void BlockItem(string word, ComponentExtern item)
    {
        if (IsFull)
        {
            return;
        }

        _text.Append(word).Append(item.Name).Append(": ");
        Extern(item.Type);
        _text.Append("; ");
    }
}
