using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Canonical options (CanonicalABI.md, "canonopt Validation").</summary>
internal sealed partial class ComponentValidation
{
    private FuncType CoreFunctionAt(int index, long offset) => At(Current.CoreFunctions, index, "core func", offset).Func!;

    /// <summary>
    /// Rules that hold for the options of every canonical definition. Gives the type of addresses: that of the memory,
    /// i32 if there is none.
    /// </summary>
    private ValType CheckOptions(CanonOptions options, long offset)
    {
        var pointer = options.Memory is { } memory ? CanonicalMemory(memory, offset) : ValType.I32;
        if (options.Callback is not null && !options.IsAsync)
        {
            Invalid(offset, "cannot specify callback without async");
        }

        if (options.PostReturn is not null && options.IsAsync)
        {
            Invalid(offset, "cannot specify post-return function in async");
        }

        CheckGcOptions(options, offset);
        if (options.Realloc is { } realloc)
        {
            if (options.Memory is null)
            {
                Invalid(offset, "canonical option `realloc` requires `memory` to also be specified");
            }

            var type = CoreFunctionAt(realloc, offset);
            if (!IsSignature(type, [pointer, pointer, pointer, pointer], [pointer]))
            {
                Invalid(offset, $"canonical option `realloc` uses a core function with an incorrect signature: {type}");
            }
        }

        return pointer;
    }

    private void CheckGcOptions(CanonOptions options, long offset)
    {
        if (options.CoreType is { } index)
        {
            if (Current.CoreTypes.At(index, offset).Func is null)
            {
                Invalid(offset, "canonical option `core-type` must reference a core function type");
            }

            if (!options.IsGc)
            {
                Invalid(offset, "cannot specify `core-type` without `gc`");
            }
        }

    }

    /// <summary>A memory for the canonical ABI: not shared; 64-bit ones only with the feature. Gives its address type.
    /// </summary>
    private ValType CanonicalMemory(int index, long offset)
    {
        var memory = At(Current.CoreMemories, index, "core memory", offset).Type.Memory;
        if (memory.Limits.IsShared)
        {
            Invalid(offset, "mismatch in the shared flag for memories: a shared memory cannot be used");
        }

        if (memory.Is64 && !_options.Has(ComponentFeatures.Memory64))
        {
            WasmErrors.NotSupported(offset, "a 64-bit memory in the canonical ABI", nameof(ComponentFeatures.Memory64));
        }

        return memory.AddressType;
    }

    private static void CheckLower(CanonOptions options, long offset)
    {
        if (options.PostReturn is not null)
        {
            Invalid(offset, "canonical option `post-return` cannot be specified for lowerings");
        }

        if (options.Callback is not null)
        {
            Invalid(offset, "canonical option `callback` cannot be specified for lowerings");
        }

        if (options.IsGc && options.CoreType is null)
        {
            Invalid(offset, "cannot specify `gc` without also specifying a `core-type` for lowerings");
        }
    }

    private void CheckLift(CanonOptions options, FuncType core, long offset)
    {
        if (options.PostReturn is { } postReturn)
        {
            var type = CoreFunctionAt(postReturn, offset);
            if (!IsSignature(type, core.Results, []))
            {
                Invalid(offset, $"canonical option `post-return` uses a core function with an incorrect signature: {type}");
            }
        }

        if (options.Callback is { } callback)
        {
            var type = CoreFunctionAt(callback, offset);
            if (!IsSignature(type, s_i32i32i32, s_i32))
            {
                Invalid(offset, $"canonical option `callback` uses a core function with an incorrect signature: {type}");
            }
        }
        else if (options.IsAsync && !_options.Has(ComponentFeatures.AsyncStackful))
        {
            WasmErrors.NotSupported(offset, "an async lift without a callback", nameof(ComponentFeatures.AsyncStackful));
        }

        if (options.CoreType is not null)
        {
            Invalid(offset, "canonical option `core-type` is not allowed in `canon lift`");
        }
    }

    /// <summary>Checks the core type that a lowering with the option <c>gc</c> declares, and gives it.</summary>
    private CoreItemType GcLowering(ComponentFuncType type, CanonOptions options, long offset)
    {
        var declared = Current.CoreTypes.At(options.CoreType!.Value, offset);
        new GcSignature(_structures, options.StringEncoding, offset).Check(type, declared.Func!);
        return new CoreItemType(ExternType.Function(declared.Id), declared.Func);
    }

    private static void CheckAsync(CanonOptions options, ComponentFuncType type, long offset)
    {
        if (options.IsAsync && !type.IsAsync)
        {
            Invalid(offset, "the `async` canonical option requires an async function type");
        }
    }
}
