namespace Compose.Wasm.Core;

/// <summary>
/// Builds a core module: indexes are known as soon as something is declared, so imports of a kind come before its
/// definitions. Equal function types share one type index. Equal calls in equal order give equal bytes; nothing is
/// validated here.
/// </summary>
public sealed partial class CoreModuleBuilder
{
    private readonly List<SubType> _types = [];
    private readonly Dictionary<FuncType, int> _functionTypes = [];
    private readonly List<(string Module, string Name, ExternType Type)> _imports = [];
    private readonly List<FunctionBuilder> _functions = [];
    private readonly List<(TableType Type, byte[] Initial)> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<int> _tags = [];
    private readonly List<(GlobalType Type, byte[] Initial)> _globals = [];
    private readonly List<Export> _exports = [];
    private readonly List<ElementContent> _elements = [];
    private readonly List<DataContent> _data = [];
    private readonly List<(string Name, byte[] Content)> _customs = [];
    private readonly SortedDictionary<int, string> _functionNames = [];
    private readonly int[] _imported = new int[5];
    private int? _start;
    private string? _name;

    private sealed record ElementContent(SegmentMode Mode, int Table, byte[] Address, int[] Functions);

    private sealed record DataContent(SegmentMode Mode, int Memory, byte[] Address, byte[] Bytes);

    /// <summary>The index of a function type; equal types have one.</summary>
    public int Type(FuncType type)
    {
        if (!_functionTypes.TryGetValue(type, out int index))
        {
            index = _types.Count;
            _types.Add(SubType.OfFunc(type));
            _functionTypes.Add(type, index);
        }

        return index;
    }

    /// <summary>The index of a new type definition, in a group of its own.</summary>
    public int Type(SubType type)
    {
        _types.Add(type);
        return _types.Count - 1;
    }

    public int ImportFunction(string module, string name, FuncType type) =>
        Import(module, name, ExternType.Function(Type(type)), _functions.Count);

    public int ImportTable(string module, string name, TableType type) => Import(module, name, ExternType.Of(type), _tables.Count);

    public int ImportMemory(string module, string name, MemoryType type) => Import(module, name, ExternType.Of(type), _memories.Count);

    public int ImportGlobal(string module, string name, GlobalType type) => Import(module, name, ExternType.Of(type), _globals.Count);

    public int ImportTag(string module, string name, FuncType payload) =>
        Import(module, name, ExternType.Tag(Type(payload)), _tags.Count);

    /// <summary>A function whose code is written through what is returned, at any time before <see cref="ToArray"/>.</summary>
    public FunctionBuilder DefineFunction(FuncType type, string? name = null)
    {
        var function = new FunctionBuilder(_imported[(int)ExternKind.Function] + _functions.Count, Type(type), type);
        _functions.Add(function);
        if (name is not null)
        {
            NameFunction(function.Index, name);
        }

        return function;
    }

    /// <summary>A table; its elements begin as <paramref name="initial"/> gives, or null.</summary>
    public int DefineTable(TableType type, CodeWriter? initial = null)
    {
        _tables.Add((type, initial?.Written.ToArray() ?? []));
        return _imported[(int)ExternKind.Table] + _tables.Count - 1;
    }

    public int DefineMemory(MemoryType type)
    {
        _memories.Add(type);
        return _imported[(int)ExternKind.Memory] + _memories.Count - 1;
    }

    /// <summary>A global; <paramref name="initial"/> is a constant expression without its <c>end</c>.</summary>
    public int DefineGlobal(GlobalType type, CodeWriter initial)
    {
        _globals.Add((type, initial.Written.ToArray()));
        return _imported[(int)ExternKind.Global] + _globals.Count - 1;
    }

    public int DefineTag(FuncType payload)
    {
        _tags.Add(Type(payload));
        return _imported[(int)ExternKind.Tag] + _tags.Count - 1;
    }

    public void Export(string name, ExternKind kind, int index) => _exports.Add(new Export(name, kind, index, 0));

    public void Export(string name, FunctionBuilder function) => Export(name, ExternKind.Function, function.Index);

    /// <summary>The function to call at the end of instantiation.</summary>
    public void Start(int function) => _start = function;

    /// <summary>Functions to put into a table at instantiation, from the i32 <paramref name="address"/> on.</summary>
    public int AddElements(int table, int address, ReadOnlySpan<int> functions) =>
        AddElements(SegmentMode.Active, table, new CodeWriter().I32Const(address), functions);

    /// <summary>Functions for <c>table.init</c>.</summary>
    public int AddPassiveElements(ReadOnlySpan<int> functions) => AddElements(SegmentMode.Passive, 0, null, functions);

    /// <summary>Lets <c>ref.func</c> name these functions.</summary>
    public int DeclareElements(ReadOnlySpan<int> functions) => AddElements(SegmentMode.Declared, 0, null, functions);

    /// <summary>Bytes to write into a memory at instantiation, from the i32 <paramref name="address"/> on.</summary>
    public int AddData(int memory, int address, ReadOnlySpan<byte> bytes) =>
        AddData(new DataContent(SegmentMode.Active, memory, new CodeWriter().I32Const(address).Written.ToArray(), bytes.ToArray()));

    /// <summary>Bytes for <c>memory.init</c>.</summary>
    public int AddPassiveData(ReadOnlySpan<byte> bytes) => AddData(new DataContent(SegmentMode.Passive, 0, [], bytes.ToArray()));

    /// <summary>A custom section, after all others but the names; in the order of the calls.</summary>
    public void AddCustomSection(string name, ReadOnlySpan<byte> content) => _customs.Add((name, content.ToArray()));

    /// <summary>Names the module in the name section.</summary>
    public void NameModule(string name) => _name = name;

    /// <summary>Names a function in the name section: traps show it.</summary>
    public void NameFunction(int function, string name) => _functionNames[function] = name;

    private int Import(string module, string name, ExternType type, int defined)
    {
        if (defined > 0)
        {
            throw new InvalidOperationException($"imports of a {type.Kind} come before the first definition");
        }

        _imports.Add((module, name, type));
        return _imported[(int)type.Kind]++;
    }

    internal int AddElements(SegmentMode mode, int table, CodeWriter? address, ReadOnlySpan<int> functions)
    {
        _elements.Add(new ElementContent(mode, table, address?.Written.ToArray() ?? [], functions.ToArray()));
        return _elements.Count - 1;
    }

    /// <summary>A data segment whose address, if it is active, is a constant expression without its <c>end</c>.</summary>
    internal int AddData(SegmentMode mode, int memory, CodeWriter? address, ReadOnlySpan<byte> bytes) =>
        AddData(new DataContent(mode, memory, address?.Written.ToArray() ?? [], bytes.ToArray()));

    private int AddData(DataContent data)
    {
        _data.Add(data);
        return _data.Count - 1;
    }
}
