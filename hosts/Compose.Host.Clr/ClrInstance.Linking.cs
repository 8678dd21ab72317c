using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>Making an instance: imports are matched and everything is allocated; nothing of the guest has run yet.</summary>
internal sealed unsafe partial class ClrInstance
{
    public ClrInstance(ClrStore store, ClrModule code, ReadOnlySpan<CoreExtern> imports)
    {
        ClrStore = store;
        Code = code;
        CoreModule module = code.Module;
        if (imports.Length != module.Imports.Length)
        {
            throw new ComposeException(
                ErrorCodes.Exec.LinkFailed, $"the module has {module.Imports.Length} imports and was given {imports.Length}");
        }

        _importedFunctions = new ClrFunction[module.ImportedFunctionCount];
        _memories = new ClrMemory[module.Memories.Length];
        _tables = new ClrTable[module.Tables.Length];
        _globals = new ClrGlobal?[module.Globals.Length];
        _tags = new ClrTag[module.Tags.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            Take(module.Imports[i], imports[i]);
        }

        _native = (byte*)NativeMemory.AlignedAlloc((nuint)code.Layout.Size, 16);
        NativeMemory.Clear(_native, (nuint)code.Layout.Size);

        // Parts are freed last made first: memories and tables, whose records lie in the native part, before it.
        store.Own(this);
        *(nint*)_native = store.HandleOf(this);
        WriteImports();
        AllocateMemories();
    }

    private void Take(Import import, CoreExtern given)
    {
        if (given is null || given.Kind != import.Kind)
        {
            Refuse(import, $"a {import.Kind.ToString().ToLowerInvariant()} is wanted, a {(given is null ? "null" : given.Kind.ToString().ToLowerInvariant())} was given");
        }

        if (given!.Store != ClrStore)
        {
            Refuse(import, "it belongs to another store");
        }

        switch (given)
        {
            case ClrFunction function:
                if (!ClrEngine.Types.IsSubtype(function.Record->TypeId, Code.TypeIdOf(import.Type.TypeIndex)))
                {
                    Refuse(import, $"function type {Definition.FuncTypeAt(import.Type.TypeIndex)} is wanted, {function.Type} was given");
                }

                _importedFunctions[import.Index] = function;
                break;
            case ClrMemory memory:
                CheckLimits(import, import.Type.Memory.Limits, memory.Type.Limits, memory.ByteLength >> memory.Type.PageSizeLog2);
                _memories[import.Index] = memory;
                break;
            case ClrTable table:
                if (table.CanonicalElement != Canonical(import.Type.Table.Element))
                {
                    Refuse(import, $"element type {import.Type.Table.Element} is wanted, {table.Type.Element} was given");
                }

                CheckLimits(import, import.Type.Table.Limits, table.Type.Limits, table.Length);
                _tables[import.Index] = table;
                break;
            case ClrGlobal global:
                CheckGlobal(import, global);
                _globals[import.Index] = global;
                break;
            case ClrTag tag:
                if (tag.TypeId != Code.TypeIdOf(import.Type.TypeIndex))
                {
                    Refuse(import, $"tag type {Definition.FuncTypeAt(import.Type.TypeIndex)} is wanted, {tag.Type} was given");
                }

                _tags[import.Index] = tag;
                break;
        }
    }

    private void CheckGlobal(Import import, ClrGlobal global)
    {
        GlobalType wanted = import.Type.Global;
        ValType value = Canonical(wanted.Value);
        bool fits = wanted.IsMutable == global.Type.IsMutable &&
            (wanted.IsMutable ? value == global.CanonicalValue : ClrEngine.Types.Matches(global.CanonicalValue, value));
        if (!fits)
        {
            Refuse(import, $"global type {wanted.Value}{(wanted.IsMutable ? " mut" : string.Empty)} is wanted, {global.Type.Value}{(global.Type.IsMutable ? " mut" : string.Empty)} was given");
        }
    }

    private static void CheckLimits(Import import, Limits wanted, Limits given, ulong current)
    {
        if (!(given with { Minimum = current }).Matches(wanted))
        {
            Refuse(import, $"limits {wanted.Minimum}..{wanted.Maximum} are wanted, {current}..{given.Maximum} were given");
        }
    }

    private static void Refuse(Import import, string reason) =>
        throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"import '{import.Module}' '{import.Name}' does not match: {reason}");

    private void WriteImports()
    {
        InstanceLayout layout = Code.Layout;
        for (int i = 0; i < _importedFunctions.Length; i++)
        {
            NativeFunction* record = _importedFunctions[i].Record;
            var import = (NativeImport*)(_native + InstanceLayout.ImportOffset(i));

            // A copy is never looked at again, so quick code is not for it.
            nint code = _importedFunctions[i].FinalCode;
            import->Code = code != 0 ? code : _importedFunctions[i].Shape.Binder;
            import->Context = code != 0 ? record->Context : (nint*)import;
            import->Function = record;
        }

        for (int i = 0; i < Definition.ImportedMemoryCount; i++)
        {
            *(NativeLinearMemory**)(_native + layout.MemoryOffset(i)) = _memories[i].Record;
        }

        for (int i = 0; i < Definition.ImportedTableCount; i++)
        {
            *(NativeTable**)(_native + layout.TableOffset(i)) = _tables[i].Record;
        }

        for (int i = 0; i < Definition.ImportedGlobalCount; i++)
        {
            *(ulong**)(_native + layout.GlobalOffset(i)) = _globals[i]!.Place;
        }
    }

    private void AllocateMemories()
    {
        for (int i = Definition.ImportedMemoryCount; i < _memories.Length; i++)
        {
            var record = (NativeLinearMemory*)(_native + Code.Layout.MemoryOffset(i));
            _memories[i] = ClrStore.Own(new ClrMemory(ClrStore, Definition.Memories[i], record));
        }

        for (int i = Definition.ImportedTagCount; i < _tags.Length; i++)
        {
            int type = Definition.Tags[i].TypeIndex;
            _tags[i] = new ClrTag(ClrStore, Definition.FuncTypeAt(type), Code.TypeIdOf(type));
        }
    }
}
