namespace Compose.Wasm.Core;

/// <summary>
/// Makes a smaller module of one: what is kept, and what that needs, in the same order; all else is left out. Imports
/// can be given a body instead, and exported functions something to call first.
/// </summary>
/// <remarks>The module must be valid. Types other than plain function types, and element segments that are not lists
/// of functions, are <c>Component.NotSupported</c>: what is pruned are adapters, which have none.</remarks>
public sealed partial class ModulePruner
{
    private readonly CoreModule _module;
    private readonly CoreNames _names;
    private readonly HashSet<string> _exports = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Action<FunctionBuilder>> _replaced = [];
    private readonly HashSet<int> _functions = [], _tables = [], _memories = [], _globals = [], _tags = [], _elements = [], _data = [];
    private readonly Queue<int> _open = [];
    private readonly Dictionary<int, int> _functionMap = [], _tableMap = [], _memoryMap = [], _globalMap = [], _tagMap = [], _elementMap = [], _dataMap = [];

    public ModulePruner(CoreModule module)
    {
        _module = module;
        _names = new CoreNames(module);
        foreach (SubType type in module.Types)
        {
            if (!type.IsFunc || type.Supertype >= 0 || Mentions(type.Func))
            {
                throw new ComposeException(
                    ErrorCodes.Component.NotSupported, "a module with types other than plain function types cannot be pruned", ErrorLocation.AtOffset(type.Offset));
            }
        }
    }

    /// <summary>What every kept function that is exported calls first, or null: written once, as a function of its own.</summary>
    public Action<CodeWriter, ModulePruner>? Prologue { get; set; }

    /// <summary>Keeps an export with what it needs.</summary>
    public void KeepExport(string name) => _exports.Add(name);

    public void KeepGlobal(int index) => AddGlobal(index);

    public void KeepFunction(int index) => AddFunction(index);

    /// <summary>Gives an imported function a body; it stays only if something calls it.</summary>
    public void ReplaceImport(int index, Action<FunctionBuilder> body) => _replaced[index] = body;

    /// <summary>The index that a kept function has in the result; known while <see cref="Prologue"/> is written.</summary>
    public int FunctionIndex(int index) => _functionMap[index];

    /// <summary>The index that a kept global has in the result.</summary>
    public int GlobalIndex(int index) => _globalMap[index];

    /// <summary>The smaller module.</summary>
    public byte[] ToArray()
    {
        foreach (Export export in _module.Exports)
        {
            if (_exports.Contains(export.Name))
            {
                Add(export.Kind, export.Index);
            }
        }

        if (_module.StartFunction is { } start)
        {
            AddFunction(start);
        }

        Mark();
        return Build();
    }

    private static bool Mentions(FuncType type)
    {
        foreach (ValType value in (ReadOnlySpan<ValType>)[.. type.Params, .. type.Results])
        {
            if (value.IsRef && value.Heap.IsConcrete)
            {
                return true;
            }
        }

        return false;
    }

    private void Add(ExternKind kind, int index)
    {
        switch (kind)
        {
            case ExternKind.Function:
                AddFunction(index);
                break;
            case ExternKind.Table:
                _tables.Add(index);
                break;
            case ExternKind.Memory:
                _memories.Add(index);
                break;
            case ExternKind.Global:
                AddGlobal(index);
                break;
            default:
                _tags.Add(index);
                break;
        }
    }

    private void AddFunction(int index)
    {
        if (_functions.Add(index) && !_module.IsImported(index))
        {
            _open.Enqueue(index);
        }
    }

    private void AddGlobal(int index)
    {
        if (_globals.Add(index) && index >= _module.ImportedGlobalCount)
        {
            Mark(_module.OperatorsOf(_module.Globals[index].Initial));
        }
    }

    /// <summary>Follows references until nothing new is found; segments follow from their table or memory.</summary>
    private void Mark()
    {
        bool grew = true;
        while (grew)
        {
            while (_open.TryDequeue(out int function))
            {
                Mark(_module.OperatorsOf(_module.BodyOf(function)));
            }

            grew = MarkSegments();
        }
    }

    private bool MarkSegments()
    {
        bool grew = false;
        for (int i = 0; i < _module.Elements.Length; i++)
        {
            ElementSegment segment = _module.Elements[i];
            bool wanted = segment.Mode == SegmentMode.Active ? _tables.Contains(segment.TableIndex) : _elements.Contains(i);
            if (!wanted || (_elementMap.ContainsKey(i) && segment.Mode != SegmentMode.Declared))
            {
                continue;
            }

            _elementMap[i] = -1;
            _elements.Add(i);
            foreach (int function in FunctionsOf(segment))
            {
                AddFunction(function);
            }

            if (segment.Mode == SegmentMode.Active)
            {
                Mark(_module.OperatorsOf(segment.Address));
            }

            grew |= segment.Mode != SegmentMode.Declared;
        }

        for (int i = 0; i < _module.Data.Length; i++)
        {
            DataSegment segment = _module.Data[i];
            if (segment.Mode == SegmentMode.Active && _memories.Contains(segment.MemoryIndex) && _data.Add(i))
            {
                Mark(_module.OperatorsOf(segment.Address));
                grew = true;
            }
        }

        return grew || _open.Count > 0;
    }

    private int[] FunctionsOf(in ElementSegment segment)
    {
        if (segment.HasExpressions)
        {
            throw new ComposeException(
                ErrorCodes.Component.NotSupported, "a module with element segments of expressions cannot be pruned", ErrorLocation.AtOffset(segment.Offset));
        }

        return _module.FunctionIndexesOf(segment);
    }

    private void Mark(OperatorReader at)
    {
        while (at.MoveNext())
        {
            switch (at.Info.Immediates)
            {
                case ImmediateKind.Function:
                    AddFunction((int)at.Index);
                    break;
                case ImmediateKind.Global:
                    AddGlobal((int)at.Index);
                    break;
                case ImmediateKind.Table:
                    _tables.Add((int)at.Index);
                    break;
                case ImmediateKind.TypeTable:
                    _tables.Add((int)at.Index2);
                    break;
                case ImmediateKind.Memory or ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    _memories.Add((int)(at.Info.Immediates == ImmediateKind.Memory ? at.Index : at.MemArg.MemoryIndex));
                    break;
                case ImmediateKind.Tag:
                    _tags.Add((int)at.Index);
                    break;
                case ImmediateKind.Data:
                    _data.Add((int)at.Index);
                    break;
                case ImmediateKind.DataMemory:
                    _data.Add((int)at.Index);
                    _memories.Add((int)at.Index2);
                    break;
                case ImmediateKind.Element:
                    _elements.Add((int)at.Index);
                    break;
                case ImmediateKind.ElementTable:
                    _elements.Add((int)at.Index);
                    _tables.Add((int)at.Index2);
                    break;
                case ImmediateKind.MemoryMemory:
                    _memories.Add((int)at.Index);
                    _memories.Add((int)at.Index2);
                    break;
                case ImmediateKind.TableTable:
                    _tables.Add((int)at.Index);
                    _tables.Add((int)at.Index2);
                    break;
                case ImmediateKind.TryTable:
                    foreach (CatchClause clause in at.Catches)
                    {
                        if (!clause.IsAll)
                        {
                            _tags.Add((int)clause.Tag);
                        }
                    }

                    break;
            }
        }
    }
}
