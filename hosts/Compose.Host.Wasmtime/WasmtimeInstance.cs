using System.Diagnostics.CodeAnalysis;
using System.Text;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>An instance; its items get an object when one is asked for.</summary>
internal sealed unsafe class WasmtimeInstance : ICoreInstance
{
    private readonly WasmtimeStore _store;
    private readonly CoreExtern[] _imports;
    private readonly Dictionary<(ExternKind, int), CoreExtern> _items = [];
    private InstanceRef _native;

    public WasmtimeInstance(WasmtimeStore store, WasmtimeModule code, ReadOnlySpan<CoreExtern> imports, InstanceRef native)
    {
        _store = store;
        Code = code;
        _imports = imports.ToArray();
        _native = native;
    }

    public WasmtimeModule Code { get; }

    public ICoreModule Module => Code;

    private CoreModule Definition => Code.Module;

    public bool TryGetExport(string name, [NotNullWhen(true)] out CoreExtern? value)
    {
        value = Code.TryFindExport(name, out int index) ? ExportAt(index) : null;
        return value is not null;
    }

    public CoreExtern ExportAt(int exportIndex)
    {
        Export export = Definition.Exports[exportIndex];
        return ItemAt(export.Kind, export.Index, export.Name);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Nothing but direct calls refers to the function: the library does not show it.</exception>
    public CoreFunction FunctionAt(int index) => (CoreFunction)ItemAt(ExternKind.Function, index, null);

    public CoreMemory MemoryAt(int index) => (CoreMemory)ItemAt(ExternKind.Memory, index, null);

    public CoreTable TableAt(int index) => (CoreTable)ItemAt(ExternKind.Table, index, null);

    public CoreGlobal GlobalAt(int index) => (CoreGlobal)ItemAt(ExternKind.Global, index, null);

    public CoreTag TagAt(int index) => (CoreTag)ItemAt(ExternKind.Tag, index, null);

    private CoreExtern ItemAt(ExternKind kind, int index, string? exportName)
    {
        if (_items.TryGetValue((kind, index), out CoreExtern? known))
        {
            return known;
        }

        CoreExtern made = Imported(kind, index) ?? Make(kind, index, Find(kind, index, exportName));
        _items.Add((kind, index), made);
        return made;
    }

    /// <summary>Imports stand first in each index space, in the order of the import section.</summary>
    private CoreExtern? Imported(ExternKind kind, int index)
    {
        int imported = kind switch
        {
            ExternKind.Function => Definition.ImportedFunctionCount,
            ExternKind.Table => Definition.ImportedTableCount,
            ExternKind.Memory => Definition.ImportedMemoryCount,
            ExternKind.Global => Definition.ImportedGlobalCount,
            _ => Definition.ImportedTagCount,
        };
        if (index >= imported)
        {
            return null;
        }

        for (int i = 0; i < _imports.Length; i++)
        {
            if (Definition.Imports[i].Kind == kind && Definition.Imports[i].Index == index)
            {
                return _imports[i];
            }
        }

        return null;
    }

    private Extern Find(ExternKind kind, int index, string? exportName)
    {
        Extern item;
        if (TryFind(exportName ?? ModuleImage.ExportName(Code.Prefix, kind, index), &item))
        {
            return item;
        }

        foreach (Export export in Definition.Exports)
        {
            if (export.Kind == kind && export.Index == index && TryFind(export.Name, &item))
            {
                return item;
            }
        }

        throw new NotSupportedException($"nothing but direct calls refers to function {index}; the engine 'wasmtime' does not show such functions");
    }

    private bool TryFind(string name, Extern* item)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        InstanceRef native = _native;
        fixed (byte* text = bytes)
        {
            return Api.InstanceExportGet(_store.Context, &native, text, (nuint)bytes.Length, item);
        }
    }

    private CoreExtern Make(ExternKind kind, int index, Extern item) => kind switch
    {
        ExternKind.Function => _store.FunctionOf(item.Func, Code.SignatureOfFunction(index)),
        ExternKind.Memory => new WasmtimeMemory(_store, Definition.Memories[index], item.Item),
        ExternKind.Table => new WasmtimeTable(_store, Definition.Tables[index].Type, Definition, item.Item),
        ExternKind.Global => new WasmtimeGlobal(_store, Definition.Globals[index].Type, Definition, item.Item),
        _ => _store.TagOf(item.Item, Code.SignatureOfType(Definition.Tags[index].TypeIndex)),
    };
}
