namespace Compose.Wasm.Components;

/// <summary>Instances, aliases, imports, exports, start and values.</summary>
internal sealed partial class ComponentParser
{
    /// <summary>sort ::= 0x00 core:sort | 0x01 … 0x05.</summary>
    internal static ComponentSort ReadSort(ref WasmReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (code == 0)
        {
            return ReadCoreSort(ref reader);
        }

        if (code > 5)
        {
            WasmErrors.Malformed(at, $"malformed sort 0x{code:x2}");
        }

        return (ComponentSort)(0x100 + code);
    }

    private static ComponentSort ReadCoreSort(ref WasmReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (code is not (<= 4 or 0x10 or 0x11 or 0x12))
        {
            WasmErrors.Malformed(at, $"malformed core sort 0x{code:x2}");
        }

        return (ComponentSort)code;
    }

    private static SortIndex ReadSortIndex(ref WasmReader reader)
    {
        var sort = ReadSort(ref reader);
        return new SortIndex(sort, ReadIndex(ref reader, Sorts.NameOf(sort)));
    }

    /// <summary>core:instanceexpr ::= 0x00 m arg* | 0x01 export*.</summary>
    private CoreInstanceDefinition ReadCoreInstance(ref WasmReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                var module = ReadIndex(ref reader, "core module");
                var arguments = new CoreInstanceArgument[reader.ReadCount(_limits.InstantiationArguments, "arguments", 3)];
                for (var i = 0; i < arguments.Length; i++)
                {
                    var name = reader.ReadName(_limits.NameBytes);
                    Expect(ref reader, 0x12, "sort of a core instantiation argument");
                    arguments[i] = new CoreInstanceArgument(name, ReadIndex(ref reader, "core instance"));
                }

                return new CoreInstanceDefinition(at, module, arguments);
            case 1:
                var exports = new NamedItem[reader.ReadCount(_limits.InstanceExports, "exports", 3)];
                for (var i = 0; i < exports.Length; i++)
                {
                    var name = reader.ReadName(_limits.NameBytes);
                    var sort = ReadCoreSort(ref reader);
                    exports[i] = new NamedItem(name, new SortIndex(sort, ReadIndex(ref reader, Sorts.NameOf(sort))));
                }

                return new CoreInstanceDefinition(at, exports);
            default:
                WasmErrors.Malformed(at, "malformed core instance expression");
                return null!;
        }
    }

    /// <summary>instanceexpr ::= 0x00 c arg* | 0x01 export*.</summary>
    private InstanceDefinition ReadInstance(ref WasmReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                var component = ReadIndex(ref reader, "component");
                var arguments = new NamedItem[reader.ReadCount(_limits.InstantiationArguments, "arguments", 3)];
                for (var i = 0; i < arguments.Length; i++)
                {
                    var name = reader.ReadName(_limits.NameBytes);
                    arguments[i] = new NamedItem(name, ReadSortIndex(ref reader));
                }

                return new InstanceDefinition(at, component, arguments);
            case 1:
                var exports = new NamedItem[reader.ReadCount(_limits.InstanceExports, "exports", 3)];
                for (var i = 0; i < exports.Length; i++)
                {
                    var name = ReadExternName(ref reader, out var attributes);
                    exports[i] = new NamedItem(name, ReadSortIndex(ref reader), attributes);
                }

                return new InstanceDefinition(at, exports);
            default:
                WasmErrors.Malformed(at, "malformed instance expression");
                return null!;
        }
    }

    /// <summary>alias ::= sort (0x00 i n | 0x01 i n | 0x02 ct idx).</summary>
    private AliasDefinition ReadAlias(ref WasmReader reader)
    {
        var at = reader.Offset;
        var sort = ReadSort(ref reader);
        var kindAt = reader.Offset;
        var kind = (AliasKind)reader.ReadByte();
        switch (kind)
        {
            case AliasKind.Export:
                if (Sorts.IsCore(sort) && sort != ComponentSort.CoreModule)
                {
                    WasmErrors.Malformed(at, $"an instance has no exports of the sort {Sorts.NameOf(sort)}");
                }

                return new AliasDefinition(at, kind, sort, ReadIndex(ref reader, "instance"), reader.ReadName(_limits.NameBytes), 0);
            case AliasKind.CoreExport:
                if ((int)sort > (int)ComponentSort.CoreTag)
                {
                    WasmErrors.Malformed(at, $"a core instance has no exports of the sort {Sorts.NameOf(sort)}");
                }

                return new AliasDefinition(at, kind, sort, ReadIndex(ref reader, "core instance"), reader.ReadName(_limits.NameBytes), 0);
            case AliasKind.Outer:
                if (sort is not (ComponentSort.CoreModule or ComponentSort.CoreType or ComponentSort.Type or ComponentSort.Component))
                {
                    WasmErrors.Malformed(at, $"the sort {Sorts.NameOf(sort)} cannot be aliased from an outer scope");
                }

                var count = ReadIndex(ref reader, "outer scope");
                return new AliasDefinition(at, kind, sort, ReadIndex(ref reader, Sorts.NameOf(sort)), string.Empty, count);
            default:
                WasmErrors.Malformed(kindAt, $"malformed alias target 0x{(byte)kind:x2}");
                return null!;
        }
    }

    private ImportDefinition ReadImport(ref WasmReader reader)
    {
        var at = reader.Offset;
        var name = ReadExternName(ref reader, out var attributes);
        return new ImportDefinition(at, name, attributes, ReadExternType(ref reader));
    }

    /// <summary>export ::= na sortidx externtype?.</summary>
    private ExportDefinition ReadExport(ref WasmReader reader)
    {
        var at = reader.Offset;
        var name = ReadExternName(ref reader, out var attributes);
        var itemAt = reader.Offset;
        var item = ReadSortIndex(ref reader);
        if (Sorts.IsCore(item.Sort) && item.Sort != ComponentSort.CoreModule)
        {
            WasmErrors.Malformed(itemAt, $"a component cannot export the sort {Sorts.NameOf(item.Sort)}");
        }

        ExternTypeSyntax? ascribed = ReadFlag(ref reader, "type of an export") ? ReadExternType(ref reader) : null;
        return new ExportDefinition(at, name, attributes, item, ascribed);
    }

    /// <summary>nameattributes ::= 0x00 name | 0x01 name | 0x02 name attribute*.</summary>
    private string ReadExternName(ref WasmReader reader, out ExternAttributes attributes)
    {
        attributes = default;
        var at = reader.Offset;
        var form = reader.ReadByte();
        if (form > 2)
        {
            WasmErrors.Malformed(at, $"malformed form of a name: 0x{form:x2}");
        }

        if (form == 2 && (_options.Features & (ComponentFeatures.Implements | ComponentFeatures.CanonicalNames)) == 0)
        {
            WasmErrors.NotSupported(at, "a name with attributes", nameof(ComponentFeatures.Implements));
        }

        var name = reader.ReadName(_limits.NameBytes);
        var count = form == 2 ? reader.ReadCount(3, "attributes of a name", 2) : 0;
        for (var i = 0; i < count; i++)
        {
            ReadAttribute(ref reader, ref attributes);
        }

        attributes = attributes with { Form = form };
        return name;
    }

    private void ReadAttribute(ref WasmReader reader, ref ExternAttributes attributes)
    {
        var at = reader.Offset;
        var kind = reader.ReadByte();
        if (kind > 2)
        {
            WasmErrors.Malformed(at, $"malformed attribute 0x{kind:x2}");
        }

        Require(at, kind == 1 ? ComponentFeatures.CanonicalNames : ComponentFeatures.Implements, "an attribute of a name");
        var text = reader.ReadName(_limits.NameBytes);
        var isRepeated = kind switch
        {
            0 => attributes.Implements is not null,
            1 => attributes.VersionSuffix is not null,
            _ => attributes.ExternalId is not null,
        };
        if (isRepeated)
        {
            WasmErrors.Malformed(at, "an attribute of a name is given twice");
        }

        attributes = kind switch
        {
            0 => attributes with { Implements = text },
            1 => attributes with { VersionSuffix = text },
            _ => attributes with { ExternalId = text },
        };
    }

    private ExternTypeSyntax ReadExternType(ref WasmReader reader)
    {
        var at = reader.Offset;
        var kind = (ComponentExternKind)reader.ReadByte();
        switch (kind)
        {
            case ComponentExternKind.CoreModule:
                Expect(ref reader, 0x11, "type of an import or export");
                return new ExternTypeSyntax { Kind = kind, Index = ReadIndex(ref reader, "core type") };
            case ComponentExternKind.Func or ComponentExternKind.Component or ComponentExternKind.Instance:
                return new ExternTypeSyntax { Kind = kind, Index = ReadIndex(ref reader, "type") };
            case ComponentExternKind.Type:
                return ReadTypeBound(ref reader);
            case ComponentExternKind.Value:
                Require(at, ComponentFeatures.Values, "a value as import or export");
                return ReadValueBound(ref reader);
            default:
                WasmErrors.Malformed(at, $"malformed kind of an import or export: 0x{(byte)kind:x2}");
                return default;
        }
    }

    private static ExternTypeSyntax ReadTypeBound(ref WasmReader reader)
    {
        var at = reader.Offset;
        var bound = reader.ReadByte();
        if (bound > 1)
        {
            WasmErrors.Malformed(at, $"malformed bound of a type: 0x{bound:x2}");
        }

        return bound == 0
            ? new ExternTypeSyntax { Kind = ComponentExternKind.Type, IsEqual = true, Index = ReadIndex(ref reader, "type") }
            : new ExternTypeSyntax { Kind = ComponentExternKind.Type };
    }

    private ExternTypeSyntax ReadValueBound(ref WasmReader reader)
    {
        var at = reader.Offset;
        if (IsPrimitive(reader.PeekByte()))
        {
            // Tools write a bare type where the specification has a bound; its codes do not overlap with bounds.
            return new ExternTypeSyntax { Kind = ComponentExternKind.Value, ValueType = ReadValueType(ref reader), IsBare = true };
        }

        var bound = reader.ReadByte();
        if (bound > 1)
        {
            WasmErrors.Malformed(at, $"malformed bound of a value: 0x{bound:x2}");
        }

        return bound == 0
            ? new ExternTypeSyntax { Kind = ComponentExternKind.Value, IsEqual = true, Index = ReadIndex(ref reader, "value") }
            : new ExternTypeSyntax { Kind = ComponentExternKind.Value, ValueType = ReadValueType(ref reader) };
    }

    /// <summary>start ::= f arg* r.</summary>
    private StartDefinition ReadStart(ref WasmReader reader)
    {
        var at = reader.Offset;
        Require(at, ComponentFeatures.Values, "the start section");
        var function = ReadIndex(ref reader, "func");
        var arguments = new int[reader.ReadCount(_limits.Parameters, "arguments of the start function")];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ReadIndex(ref reader, "value");
        }

        return new StartDefinition(at, function, arguments, ReadIndex(ref reader, "number of results"));
    }

    /// <summary>value ::= t len v.</summary>
    private ValueDefinition ReadValue(ref WasmReader reader)
    {
        var at = reader.Offset;
        Require(at, ComponentFeatures.Values, "the value section");
        var type = ReadValueType(ref reader);
        var content = reader.ReadSizedSlice();
        return new ValueDefinition(at, type, _root.Slice((int)content.BaseOffset, content.Length), content.BaseOffset);
    }
}
