using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>Cuts adapters down to what is used of them, and gives them a stack.</summary>
public sealed partial class ComponentMaker
{
    private const int StackSize = 0x10000;

    /// <summary>
    /// Keeps of an adapter what the module imports and what its own world exports; without either it is left out.
    /// An adapter's stack lies in the module's memory: it is allocated when one of its functions is first called,
    /// through the module's <c>cabi_realloc</c>, or by growing the memory where there is none.
    /// </summary>
    private void PruneAdapter(MadeModule adapter)
    {
        CoreModule module = adapter.Module;
        var pruner = new ModulePruner(module);
        bool isUsed = false;
        foreach (CoreSource source in _main.Sources)
        {
            if (source is CoreSource.Adapter { Module: var answering } && answering == adapter)
            {
                pruner.KeepExport(source.BareName);
                isUsed = true;
            }
        }

        foreach ((string? key, WitFunction function) in FunctionsOf(adapter.Exports))
        {
            if (adapter.Find(AbiNames.ExportsOf(key, function.Name), ExternKind.Function) is { } export)
            {
                pruner.KeepExport(export.Name);
                pruner.KeepExport(AbiNames.PostReturnOf(export.Name));
                isUsed = true;
            }
        }

        adapter.IsNeeded = isUsed;
        if (!isUsed)
        {
            adapter.Exports.Clear();
            return;
        }

        foreach (Export export in module.Exports)
        {
            if (export.Name.StartsWith("cabi_", StringComparison.Ordinal) && !export.Name.StartsWith("cabi_post_", StringComparison.Ordinal))
            {
                pruner.KeepExport(export.Name);
            }
        }

        GiveStack(module, pruner);
        adapter.Module = CoreModuleReader.Read(pruner.ToArray(), WasmFeatures.All);
        CoreModuleValidator.Validate(adapter.Module);
    }

    private void GiveStack(CoreModule module, ModulePruner pruner)
    {
        int realloc = -1;
        foreach (Import import in module.Imports)
        {
            if (import is { Module: "__main_module__", Name: "cabi_realloc", Kind: ExternKind.Function })
            {
                realloc = import.Index;
            }
        }

        if (realloc < 0)
        {
            return;
        }

        if (_main.Find(AbiNames.Reallocs, ExternKind.Function) is null)
        {
            pruner.ReplaceImport(realloc, GrowMemory);
        }

        var names = new CoreNames(module);
        int stack = names.FindGlobal("__stack_pointer"), state = names.FindGlobal("allocation_state");
        if (stack < 0 || state < 0)
        {
            return;
        }

        pruner.KeepFunction(realloc);
        pruner.KeepGlobal(stack);
        pruner.KeepGlobal(state);
        pruner.Prologue = (code, at) => code
            .GlobalGet(at.GlobalIndex(state)).Op(Opcode.I32Eqz)
            .If()
            .I32Const(1).GlobalSet(at.GlobalIndex(state))
            .I32Const(0).I32Const(0).I32Const(8).I32Const(StackSize).Call(at.FunctionIndex(realloc))
            .I32Const(StackSize).Op(Opcode.I32Add).GlobalSet(at.GlobalIndex(stack))
            .I32Const(2).GlobalSet(at.GlobalIndex(state))
            .End();
    }

    /// <summary>A <c>realloc</c> that only ever gives new pages; what it cannot do traps.</summary>
    private static void GrowMemory(FunctionBuilder function)
    {
        int grown = function.AddLocal(ValType.I32);
        function.Code
            .LocalGet(0).If().Unreachable().End()
            .LocalGet(3).I32Const(0xffff).Op(Opcode.I32Add).I32Const(16).Op(Opcode.I32ShrU).MemoryGrow()
            .LocalTee(grown).I32Const(-1).Op(Opcode.I32Eq).If().Unreachable().End()
            .LocalGet(grown).I32Const(16).Op(Opcode.I32Shl);
    }

    /// <summary>Every function that a world exports, with the interface's name or null.</summary>
    private IEnumerable<(string? Key, WitFunction Function)> FunctionsOf(OrderedDictionary<WorldKey, WorldItem> exports)
    {
        foreach ((WorldKey key, WorldItem item) in exports)
        {
            if (item is WorldItem.Function { Signature: var function })
            {
                yield return (null, function);
            }
            else if (item is WorldItem.Interface { Id: var id })
            {
                foreach (WitFunction inner in _wit[id].Functions.Values)
                {
                    yield return (_wit.NameOf(key), inner);
                }
            }
        }
    }
}
