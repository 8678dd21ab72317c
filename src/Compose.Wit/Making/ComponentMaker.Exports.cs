using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>Lifts what the modules export.</summary>
public sealed partial class ComponentMaker
{
    private void ExportAll()
    {
        foreach (ComponentExtern export in _type.Exports)
        {
            if (export.Type.AsFunc is { } function)
            {
                if (Lift(null, export.Name, function) is { } lifted)
                {
                    _builder.Export(export.Name, lifted, null, export.Attributes);
                }
            }
            else if (export.Type.AsInstance is { } instance)
            {
                ExportInstance(export, instance);
            }
        }
    }

    private void ExportInstance(ComponentExtern export, InstanceType type)
    {
        var functions = new Dictionary<string, FuncIndex>(StringComparer.Ordinal);
        foreach (ComponentExtern item in type.Exports)
        {
            if (item.Type.AsFunc is { } function && Lift(export.Name, item.Name, function) is { } lifted)
            {
                functions.Add(item.Name, lifted);
            }
        }

        if (_errors.Count > 0)
        {
            return;
        }

        InstanceIndex instance = ExportWrapper.Wrap(_builder, _encoder, type, functions);
        var exported = new InstanceIndex(_builder.Export(export.Name, instance, null, export.Attributes).Index);
        _encoder.Bind(exported, type);
    }

    private FuncIndex? Lift(string? key, string name, ComponentFuncType type)
    {
        (MadeModule Module, Export Export)? found = null;
        foreach (MadeModule module in (IEnumerable<MadeModule>)[_main, .. _adapters])
        {
            if (found is null && module.IsNeeded && module.Find(AbiNames.LiftsOf(key, name), ExternKind.Function) is { } export)
            {
                found = (module, export);
            }
        }

        string wanted = AbiNames.ExportsOf(key, name).First();
        if (found is not { } one)
        {
            Fail(_main, $"the world exports `{(key is null ? name : $"{key}#{name}")}`, and the module has no export `{wanted}`", "export it, or embed another world");
            return null;
        }

        CanonNeeds needs = LiftNeeds(type);
        string[] reallocs = one.Module.AdapterName is null ? AbiNames.Reallocs : ["cabi_export_realloc", "cabi_realloc"];
        Export? post = one.Module.Find(AbiNames.PostReturnOf(one.Export.Name), ExternKind.Function);
        CanonOptions options = Options(one.Module, needs, reallocs, post, $"the export `{one.Export.Name}`");
        if (AbiNames.IsAsync(one.Export.Name))
        {
            Export? callback = one.Module.Find(AsyncIntrinsic.Callback + one.Export.Name, ExternKind.Function);
            options = options with
            {
                IsAsync = true,
                PostReturn = null,
                Callback = callback is { } next ? _builder.AliasCoreFunc(one.Module.Instance, next.Name).Value : null,
            };
        }

        CanonOptions all = WithAll with { IsAsync = options.IsAsync, Callback = options.Callback };
        FuncType expected = CoreSignature.Of(type, all, false, isLift: true), actual = one.Module.Module.FunctionTypeOf(one.Export.Index);
        if (!expected.Equals(actual))
        {
            Fail(
                one.Module,
                $"the export `{one.Export.Name}` has the core type {actual}, and the world asks for {expected}",
                "build the module against the same WIT that is embedded in it");
            return null;
        }

        return _builder.Lift(_builder.AliasCoreFunc(one.Module.Instance, one.Export.Name), _encoder.Encode(type), options);
    }

    /// <summary>Options with which every signature can be asked for.</summary>
    private static CanonOptions WithAll { get; } = new() { Memory = 0, Realloc = 0 };

    private CanonOptions Options(MadeModule module, CanonNeeds needs, string[] reallocs, Export? post, string what)
    {
        int? memory = null, realloc = null;
        if ((needs & CanonNeeds.Memory) != 0)
        {
            if (_main.Find(AbiNames.Memories, ExternKind.Memory) is not { } exported)
            {
                Fail(_main, $"{what} needs a memory, and the module exports none as `memory`", "export it: --export-memory");
            }
            else if (_main.Module.Memories[exported.Index].Is64)
            {
                Fail(_main, $"{what} needs a memory with 32-bit addresses, and the module's has 64", "build for wasm32");
            }
            else
            {
                memory = _builder.AliasCoreMemory(_main.Instance, exported.Name).Value;
            }
        }

        if ((needs & CanonNeeds.Realloc) != 0)
        {
            if (module.Find(reallocs, ExternKind.Function) is { } allocate)
            {
                realloc = _builder.AliasCoreFunc(module.Instance, allocate.Name).Value;
            }
            else
            {
                Fail(module, $"{what} needs an allocator, and the module exports none as `{reallocs[0]}`", "export it; binding generators write one");
            }
        }

        return new CanonOptions
        {
            StringEncoding = (needs & CanonNeeds.Strings) != 0 ? module.Encoding : StringEncoding.Utf8,
            Memory = memory,
            Realloc = realloc,
            PostReturn = post is { } function ? _builder.AliasCoreFunc(module.Instance, function.Name).Value : null,
        };
    }

    /// <summary>What lowering a function needs: its parameters are read, its result is written.</summary>
    private static CanonNeeds Needs(ComponentFuncType type, bool isAsync)
    {
        int limit = isAsync ? ComponentValueType.MaxFlatAsyncParameters : ComponentValueType.MaxFlatParameters;
        CanonNeeds needs = CanonNeeds.None;
        int flat = 0;
        foreach (RecordField parameter in type.Parameters)
        {
            needs |= parameter.Type.ContainsPointer ? CanonNeeds.Memory | CanonNeeds.Strings : CanonNeeds.None;
            flat += parameter.Type.Flatten(false)?.Count ?? ComponentValueType.MaxFlatParameters + 1;
        }

        bool isWritten = isAsync ? type.Result is not null : IsIndirect(type.Result);
        needs |= flat > limit || isWritten ? CanonNeeds.Memory : CanonNeeds.None;
        return type.Result is { ContainsPointer: true } ? needs | CanonNeeds.Memory | CanonNeeds.Realloc | CanonNeeds.Strings : needs;
    }

    /// <summary>What lifting a function needs: its parameters are written, its result is read.</summary>
    private static CanonNeeds LiftNeeds(ComponentFuncType type)
    {
        CanonNeeds needs = CanonNeeds.None;
        int flat = 0;
        foreach (RecordField parameter in type.Parameters)
        {
            needs |= parameter.Type.ContainsPointer ? CanonNeeds.Memory | CanonNeeds.Realloc | CanonNeeds.Strings : CanonNeeds.None;
            flat += parameter.Type.Flatten(false)?.Count ?? ComponentValueType.MaxFlatParameters + 1;
        }

        needs |= flat > ComponentValueType.MaxFlatParameters ? CanonNeeds.Memory | CanonNeeds.Realloc : CanonNeeds.None;
        needs |= IsIndirect(type.Result) ? CanonNeeds.Memory : CanonNeeds.None;
        return type.Result is { ContainsPointer: true } ? needs | CanonNeeds.Memory | CanonNeeds.Strings : needs;
    }

    private static bool IsIndirect(ComponentValueType? result) =>
        result is not null && (result.Flatten(false) is not { } flat || flat.Count > ComponentValueType.MaxFlatResults);
}
