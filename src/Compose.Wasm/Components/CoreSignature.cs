using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// The core function type that a component function has on one side of the canonical ABI (CanonicalABI.md,
/// "Flattening", <c>flatten_functype</c>), and the options that its types demand.
/// </summary>
public static class CoreSignature
{
    /// <summary>
    /// The core type of a function that is lifted or lowered with these options; fails if an option that the types
    /// demand is missing.
    /// </summary>
    /// <param name="type">The component function type.</param>
    /// <param name="options">The options of the canonical definition.</param>
    /// <param name="memory64">Whether the memory is addressed by 64 bits.</param>
    /// <param name="isLift">Whether a core function is lifted, else a function is lowered.</param>
    /// <param name="offset">Offset for errors.</param>
    public static FuncType Of(ComponentFuncType type, CanonOptions options, bool memory64, bool isLift, long offset = 0)
    {
        var pointer = memory64 ? ValType.I64 : ValType.I32;
        var parameters = new List<ValType>(ComponentValueType.MaxFlatParameters + 1);
        AddParameters(type, options, memory64, isLift, parameters, offset);
        var results = new List<ValType>(1);
        if (type.Result is not null && !isLift && type.Result.ContainsPointer)
        {
            RequireRealloc(options, offset);
        }

        if (!options.IsAsync)
        {
            AddResult(type.Result, options, memory64, isLift, parameters, results, offset);
        }
        else if (isLift)
        {
            CheckAsyncResult(type.Result, options, memory64, offset);
            if (options.Callback is not null)
            {
                results.Add(ValType.I32);
            }
        }
        else
        {
            if (type.Result is not null)
            {
                parameters.Add(pointer);
                RequireMemory(options, offset);
            }

            results.Add(ValType.I32);
        }

        return new FuncType([.. parameters], [.. results]);
    }

    internal static void RequireMemory(CanonOptions options, long offset)
    {
        if (options.Memory is null)
        {
            WasmErrors.Invalid(offset, "canonical option `memory` is required");
        }
    }

    internal static void RequireRealloc(CanonOptions options, long offset)
    {
        RequireMemory(options, offset);
        if (options.Realloc is null)
        {
            WasmErrors.Invalid(offset, "canonical option `realloc` is required");
        }
    }

    private static void AddParameters(
        ComponentFuncType type, CanonOptions options, bool memory64, bool isLift, List<ValType> parameters, long offset)
    {
        var limit = options.IsAsync && !isLift ? ComponentValueType.MaxFlatAsyncParameters : ComponentValueType.MaxFlatParameters;
        var fits = true;
        foreach (var parameter in type.Parameters)
        {
            if (parameter.Type.ContainsPointer)
            {
                // Lowered parameters are read from the caller's memory, lifted ones are allocated in the callee's.
                if (isLift)
                {
                    RequireRealloc(options, offset);
                }
                else
                {
                    RequireMemory(options, offset);
                }
            }

            var flat = fits ? parameter.Type.Flatten(memory64) : null;
            fits = fits && flat is not null && parameters.Count + flat.Count <= limit;
            if (fits)
            {
                Append(flat!, parameters);
            }
        }

        if (!fits)
        {
            parameters.Clear();
            parameters.Add(memory64 ? ValType.I64 : ValType.I32);
            RequireMemory(options, offset);
            if (isLift)
            {
                RequireRealloc(options, offset);
            }
        }
    }

    private static void AddResult(
        ComponentValueType? result,
        CanonOptions options,
        bool memory64,
        bool isLift,
        List<ValType> parameters,
        List<ValType> results,
        long offset)
    {
        if (result is null)
        {
            return;
        }

        var flat = result.Flatten(memory64);
        if (flat is not null && flat.Count <= ComponentValueType.MaxFlatResults)
        {
            Append(flat, results);
            return;
        }

        // A lifted function returns a pointer to the result, a lowered one is given where to put it.
        RequireMemory(options, offset);
        (isLift ? results : parameters).Add(memory64 ? ValType.I64 : ValType.I32);
    }

    /// <summary>The result of an async lift is passed to <c>task.return</c>, maybe through memory.</summary>
    private static void CheckAsyncResult(ComponentValueType? result, CanonOptions options, bool memory64, long offset)
    {
        if (result is not null && (result.ContainsPointer || result.Flatten(memory64) is null))
        {
            RequireMemory(options, offset);
        }
    }

    private static void Append(IReadOnlyList<FlatType> flat, List<ValType> into)
    {
        foreach (var type in flat)
        {
            into.Add(type switch
            {
                FlatType.I32 => ValType.I32,
                FlatType.I64 => ValType.I64,
                FlatType.F32 => ValType.F32,
                _ => ValType.F64,
            });
        }
    }
}
