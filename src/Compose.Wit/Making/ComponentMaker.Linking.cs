using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>Finds what answers each core import.</summary>
public sealed partial class ComponentMaker
{
    /// <summary>Where the files of the preview-1 adapter come from.</summary>
    private const string AdapterHint =
        "give its adapter: --adapt wasi_snapshot_preview1=FILE; Wasmtime's releases have it as wasi_snapshot_preview1.command.wasm (programs) and wasi_snapshot_preview1.reactor.wasm (libraries)";

    private LiveItems Link()
    {
        var live = new LiveItems(_wit);
        Link(_main, live);
        foreach (MadeModule adapter in _adapters)
        {
            if (_errors.Count == 0)
            {
                PruneAdapter(adapter);
                if (adapter.IsNeeded)
                {
                    Link(adapter, live);
                }
            }
        }

        live.AddOwnTypes(_world);
        live.AddExports(_world);
        return live;
    }

    private void Link(MadeModule module, LiveItems live)
    {
        foreach (Import import in module.Module.Imports)
        {
            CoreSource? source = Find(module, import with { Name = UniqueImports.OriginalOf(import.Name) }, live);
            if (source is not null)
            {
                module.Sources.Add(source with { Import = import });
            }
        }
    }

    private CoreSource? Find(MadeModule module, Import import, LiveItems live)
    {
        if (module.AdapterName is not null && import.Module is ("env" or "__main_module__"))
        {
            return FindInMain(module, import);
        }

        if (module.AdapterName is null && _adapters.Find(adapter => adapter.AdapterName == import.Module) is { } answering)
        {
            return FindInAdapter(module, import, answering);
        }

        if (AsyncIntrinsic.TryParse(import.Name, out AsyncIntrinsic intrinsic))
        {
            return FindIntrinsic(module, import, intrinsic, live);
        }

        bool isAsync = import.Name.StartsWith(AsyncIntrinsic.Lower, StringComparison.Ordinal);
        string plain = isAsync ? import.Name[AsyncIntrinsic.Lower.Length..] : import.Name;
        if (AbiNames.IsAsync(plain))
        {
            Fail(
                module,
                $"the import `{import.Module}` `{import.Name}` belongs to a part of the asynchronous ABI that `component new` does not do",
                "bind the world without it, or make the component with its own language's tools");
            return null;
        }

        if (import.Kind != ExternKind.Function)
        {
            Fail(
                module,
                $"the import `{import.Module}` `{import.Name}` is a {import.Kind.ToString().ToLowerInvariant()}; a component has only functions to give",
                import.Module is "env" or "GOT.mem" or "GOT.func" ? "link the module statically, with a memory of its own" : null);
            return null;
        }

        AbiNames.ImportName name = AbiNames.ParseImport(import.Module, plain) with { IsAsync = isAsync };
        if (name.IsExport)
        {
            return FindOwnResource(module, import, name);
        }

        return name.Interface is null ? FindInWorld(module, import, name, live) : FindInInterface(module, import, name, live);
    }

    private CoreSource.Main? FindInMain(MadeModule module, Import import)
    {
        string[] names = import is { Module: "env", Name: "memory" } ? AbiNames.Memories : import.Name == "cabi_realloc" ? AbiNames.Reallocs : [import.Name];
        if (_main.Find(names, import.Kind) is not { } export)
        {
            string hint = import.Name == "_start"
                ? "the module is a library: use the reactor adapter, wasi_snapshot_preview1.reactor.wasm"
                : $"export it from {_main.File}";
            Fail(module, $"the adapter needs `{import.Name}` of the module, which does not export it", hint);
            return null;
        }

        return new CoreSource.Main(import, export.Name);
    }

    private CoreSource.Adapter? FindInAdapter(MadeModule module, Import import, MadeModule adapter)
    {
        if (adapter.Find(import.Name, import.Kind) is not { } export)
        {
            Fail(module, $"the adapter {adapter.File} has no {import.Kind.ToString().ToLowerInvariant()} `{import.Name}`", "use a newer adapter");
            return null;
        }

        if (import.Kind == ExternKind.Function)
        {
            FuncType wanted = module.Module.FunctionTypeOf(import.Index), given = adapter.Module.FunctionTypeOf(export.Index);
            if (!wanted.Equals(given))
            {
                Fail(module, $"`{import.Module}` `{import.Name}` is imported as {wanted}, and the adapter has {given}");
                return null;
            }
        }

        return new CoreSource.Adapter(import, adapter);
    }

    private CoreSource? FindInWorld(MadeModule module, Import import, AbiNames.ImportName name, LiveItems live)
    {
        var key = WorldKey.Of(name.Name);
        if (_world.Imports.TryGetValue(key, out WorldItem? item))
        {
            if (name.Kind == AbiNames.ItemKind.Function && item is WorldItem.Function { Signature: var function })
            {
                live.Add(null, function);
                return new CoreSource.Function(import, key, name.Name, name.IsAsync);
            }

            if (name.Kind == AbiNames.ItemKind.ResourceDrop && item is WorldItem.Type { Id: var type } && _wit.ResourceOf(type) is not null)
            {
                live.Add(type);
                return new CoreSource.ImportedDrop(import, key, name.Name);
            }
        }

        NotInWorld(module, import);
        return null;
    }

    private CoreSource? FindInInterface(MadeModule module, Import import, AbiNames.ImportName name, LiveItems live)
    {
        foreach ((WorldKey key, WorldItem item) in _world.Imports)
        {
            if (item is not WorldItem.Interface { Id: var id } || !AbiNames.AreCompatible(name.Interface!, _wit.NameOf(key)))
            {
                continue;
            }

            if (name.Kind == AbiNames.ItemKind.Function && _wit[id].Functions.TryGetValue(name.Name, out WitFunction? function))
            {
                live.Add(id, function);
                return new CoreSource.Function(import, key, name.Name, name.IsAsync);
            }

            if (name.Kind == AbiNames.ItemKind.ResourceDrop && _wit[id].Types.TryGetValue(name.Name, out TypeId type) && _wit.ResourceOf(type) is not null)
            {
                live.Add(type);
                return new CoreSource.ImportedDrop(import, key, name.Name);
            }

            Fail(module, $"the interface `{_wit.NameOf(key)}` has no `{import.Name}`, which the module imports");
            return null;
        }

        NotInWorld(module, import);
        return null;
    }

    private CoreSource.OwnResource? FindOwnResource(MadeModule module, Import import, AbiNames.ImportName name)
    {
        foreach ((WorldKey key, WorldItem item) in _world.Exports)
        {
            if (item is WorldItem.Interface { Id: var id } && name.Interface is not null && AbiNames.AreCompatible(name.Interface, _wit.NameOf(key))
                && _wit[id].Types.TryGetValue(name.Name, out TypeId type) && _wit.ResourceOf(type) == type && name.Kind != AbiNames.ItemKind.Function)
            {
                return new CoreSource.OwnResource(import, name.Kind, key, name.Name);
            }
        }

        NotInWorld(module, import);
        return null;
    }

    private void NotInWorld(MadeModule module, Import import)
    {
        if (import.Module is "wasi_snapshot_preview1" or "wasi_unstable")
        {
            // One complaint is enough: the module imports some twenty functions of it.
            if (!_errors.Exists(error => error.Hint == AdapterHint))
            {
                Fail(module, $"the module uses WASI preview 1 (`{import.Module}`), which components do not have", AdapterHint);
            }

            return;
        }

        string hint = module.Metadata.Count == 0 && module == _main && !HasWorld
            ? "the module says nothing of its world: embed one first, `composectl component embed --world W WIT MODULE -o OUT`"
            : import.Module == "env" ? "link in what is missing: an undefined function was left to the host" : "add it to the world, or take it out of the module";
        Fail(module, $"the import `{import.Module}` `{import.Name}` is not one of the world's", hint);
    }

    private bool HasWorld
    {
        get
        {
            foreach (CustomSection section in _main.Module.CustomSections)
            {
                if (ComponentMetadata.IsMetadata(section.Name))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
