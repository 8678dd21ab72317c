namespace Compose.Wasm.Core;

public sealed partial class ModulePruner
{
    private CoreModuleBuilder _builder = new();

    private byte[] Build()
    {
        _builder = new CoreModuleBuilder();
        Imports();
        List<(int Old, FunctionBuilder New)> bodies = DefineFunctions();
        for (int i = _module.ImportedTableCount; i < _module.Tables.Length; i++)
        {
            if (_tables.Contains(i))
            {
                TableDefinition table = _module.Tables[i];
                _tableMap[i] = _builder.DefineTable(table.Type, table.Initial.Length == 0 ? null : Expression(table.Initial));
            }
        }

        for (int i = _module.ImportedMemoryCount; i < _module.Memories.Length; i++)
        {
            if (_memories.Contains(i))
            {
                _memoryMap[i] = _builder.DefineMemory(_module.Memories[i]);
            }
        }

        for (int i = _module.ImportedTagCount; i < _module.Tags.Length; i++)
        {
            if (_tags.Contains(i))
            {
                _tagMap[i] = _builder.DefineTag(_module.FuncTypeAt(_module.Tags[i].TypeIndex));
            }
        }

        for (int i = _module.ImportedGlobalCount; i < _module.Globals.Length; i++)
        {
            if (_globals.Contains(i))
            {
                _globalMap[i] = _builder.DefineGlobal(_module.Globals[i].Type, Expression(_module.Globals[i].Initial));
            }
        }

        Segments();
        int prologue = WritePrologue();
        var exported = new HashSet<int>();
        foreach (Export export in _module.Exports)
        {
            if (_exports.Contains(export.Name))
            {
                _builder.Export(export.Name, export.Kind, MapOf(export.Kind)[export.Index]);
                if (export.Kind == ExternKind.Function)
                {
                    exported.Add(export.Index);
                }
            }
        }

        if (_module.StartFunction is { } start)
        {
            _builder.Start(_functionMap[start]);
        }

        foreach ((int old, FunctionBuilder function) in bodies)
        {
            if (prologue >= 0 && exported.Contains(old))
            {
                function.Code.Call(prologue);
            }

            Body(old, function);
        }

        if (_names.ModuleName is { } name)
        {
            _builder.NameModule(name);
        }

        foreach (CustomSection section in _module.CustomSections)
        {
            if (section.Name == Producers.SectionName)
            {
                _builder.AddCustomSection(section.Name, _module.BytesOf(section));
            }
        }

        return _builder.ToArray();
    }

    private Dictionary<int, int> MapOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => _functionMap,
        ExternKind.Table => _tableMap,
        ExternKind.Memory => _memoryMap,
        ExternKind.Global => _globalMap,
        _ => _tagMap,
    };

    private void Imports()
    {
        foreach (Import import in _module.Imports)
        {
            switch (import.Kind)
            {
                case ExternKind.Function when _functions.Contains(import.Index) && !_replaced.ContainsKey(import.Index):
                    int function = _builder.ImportFunction(import.Module, import.Name, _module.FunctionTypeOf(import.Index));
                    _functionMap[import.Index] = function;
                    Name(import.Index, function);
                    break;
                case ExternKind.Table when _tables.Contains(import.Index):
                    _tableMap[import.Index] = _builder.ImportTable(import.Module, import.Name, import.Type.Table);
                    break;
                case ExternKind.Memory when _memories.Contains(import.Index):
                    _memoryMap[import.Index] = _builder.ImportMemory(import.Module, import.Name, import.Type.Memory);
                    break;
                case ExternKind.Global when _globals.Contains(import.Index):
                    _globalMap[import.Index] = _builder.ImportGlobal(import.Module, import.Name, import.Type.Global);
                    break;
                case ExternKind.Tag when _tags.Contains(import.Index):
                    _tagMap[import.Index] = _builder.ImportTag(import.Module, import.Name, _module.FuncTypeAt(import.Type.TypeIndex));
                    break;
            }
        }
    }

    private List<(int Old, FunctionBuilder New)> DefineFunctions()
    {
        var bodies = new List<(int, FunctionBuilder)>();
        for (int i = _module.ImportedFunctionCount; i < _module.FunctionCount; i++)
        {
            if (_functions.Contains(i))
            {
                FunctionBuilder function = _builder.DefineFunction(_module.FunctionTypeOf(i));
                _functionMap[i] = function.Index;
                Name(i, function.Index);
                bodies.Add((i, function));
            }
        }

        foreach ((int index, Action<FunctionBuilder> body) in _replaced.OrderBy(pair => pair.Key))
        {
            if (_functions.Contains(index))
            {
                FunctionBuilder function = _builder.DefineFunction(_module.FunctionTypeOf(index));
                _functionMap[index] = function.Index;
                Name(index, function.Index);
                body(function);
            }
        }

        return bodies;
    }

    private void Name(int old, int index)
    {
        if (_names.FunctionName(old) is { } name)
        {
            _builder.NameFunction(index, name);
        }
    }

    private int WritePrologue()
    {
        if (Prologue is null)
        {
            return -1;
        }

        FunctionBuilder function = _builder.DefineFunction(FuncType.Empty, "prologue");
        Prologue(function.Code, this);
        return function.Index;
    }

    private void Segments()
    {
        for (int i = 0; i < _module.Elements.Length; i++)
        {
            ElementSegment segment = _module.Elements[i];
            int[] functions = segment.Mode == SegmentMode.Declared || _elements.Contains(i) ? FunctionsOf(segment) : [];
            if (segment.Mode == SegmentMode.Declared)
            {
                functions = Array.FindAll(functions, _functionMap.ContainsKey);
            }

            if (functions.Length > 0 || _elements.Contains(i))
            {
                _elementMap[i] = _builder.AddElements(
                    segment.Mode,
                    segment.Mode == SegmentMode.Active ? _tableMap[segment.TableIndex] : 0,
                    segment.Mode == SegmentMode.Active ? Expression(segment.Address) : null,
                    Array.ConvertAll(functions, function => _functionMap[function]));
            }
        }

        for (int i = 0; i < _module.Data.Length; i++)
        {
            DataSegment segment = _module.Data[i];
            if (_data.Contains(i))
            {
                _dataMap[i] = _builder.AddData(
                    segment.Mode,
                    segment.Mode == SegmentMode.Active ? _memoryMap[segment.MemoryIndex] : 0,
                    segment.Mode == SegmentMode.Active ? Expression(segment.Address) : null,
                    _module.BytesOf(segment));
            }
        }
    }

    private CodeWriter Expression(ConstantExpression expression)
    {
        var code = new CodeWriter();
        Copy(_module.OperatorsOf(expression), _module.BytesOf(expression), _module.BaseOffset + expression.Offset, code);
        return code;
    }

    private void Body(int old, FunctionBuilder function)
    {
        FunctionBody body = _module.BodyOf(old);
        foreach (LocalGroup group in _module.LocalsOf(body))
        {
            for (int i = 0; i < group.Count; i++)
            {
                function.AddLocal(group.Type);
            }
        }

        Copy(
            _module.OperatorsOf(body),
            _module.Bytes.Span.Slice(body.CodeOffset, body.CodeLength),
            _module.BaseOffset + body.CodeOffset,
            function.Code);
    }

    /// <summary>Instructions with the indexes of the result; the last <c>end</c> is left to the builder.</summary>
    private void Copy(OperatorReader at, ReadOnlySpan<byte> bytes, long start, CodeWriter code)
    {
        while (at.MoveNext() && at.Depth > 0)
        {
            switch (at.Info.Immediates)
            {
                case ImmediateKind.Function:
                    code.Op(at.Opcode, _functionMap[(int)at.Index]);
                    break;
                case ImmediateKind.Global:
                    code.Op(at.Opcode, _globalMap[(int)at.Index]);
                    break;
                case ImmediateKind.Table:
                    code.Op(at.Opcode, _tableMap[(int)at.Index]);
                    break;
                case ImmediateKind.TypeTable:
                    code.Op(at.Opcode, TypeOf((int)at.Index), _tableMap[(int)at.Index2]);
                    break;
                case ImmediateKind.Tag:
                    code.Op(at.Opcode, _tagMap[(int)at.Index]);
                    break;
                case ImmediateKind.Data:
                    code.Op(at.Opcode, _dataMap[(int)at.Index]);
                    break;
                case ImmediateKind.Element:
                    code.Op(at.Opcode, _elementMap[(int)at.Index]);
                    break;
                case ImmediateKind.DataMemory:
                    code.Op(at.Opcode, _dataMap[(int)at.Index], _memoryMap[(int)at.Index2]);
                    break;
                case ImmediateKind.ElementTable:
                    code.Op(at.Opcode, _elementMap[(int)at.Index], _tableMap[(int)at.Index2]);
                    break;
                case ImmediateKind.TableTable:
                    code.Op(at.Opcode, _tableMap[(int)at.Index], _tableMap[(int)at.Index2]);
                    break;
                case ImmediateKind.Block when at.BlockType.IsFunction:
                    BlockType type = BlockType.OfType(TypeOf(at.BlockType.TypeIndex));
                    _ = at.Opcode switch
                    {
                        Opcode.Block => code.Block(type),
                        Opcode.Loop => code.Loop(type),
                        _ => code.If(type),
                    };
                    break;
                case ImmediateKind.Memory or ImmediateKind.MemoryMemory or ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    RequireOneMemory(at);
                    code.Append(bytes[(int)(at.Offset - start)..(int)(at.NextOffset - start)]);
                    break;
                case ImmediateKind.Type or ImmediateKind.TryTable or ImmediateKind.TypeField or ImmediateKind.TypeType or ImmediateKind.TypeCount
                    or ImmediateKind.TypeData or ImmediateKind.TypeElement:
                    throw NotSupported(at);
                default:
                    code.Append(bytes[(int)(at.Offset - start)..(int)(at.NextOffset - start)]);
                    break;
            }
        }
    }

    /// <summary>With one memory its index stays 0, and the instruction is copied as it is.</summary>
    private void RequireOneMemory(in OperatorReader at)
    {
        if (_module.Memories.Length > 1)
        {
            throw NotSupported(at);
        }
    }

    private static ComposeException NotSupported(in OperatorReader at) => new(
        ErrorCodes.Component.NotSupported, $"a module with the instruction {OpcodeTable.NameOf(at.Opcode)} cannot be pruned", ErrorLocation.AtOffset(at.Offset));

    private int TypeOf(int type) => _builder.Type(_module.FuncTypeAt(type));
}
