using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components.Tests;

/// <summary>What the scripts of the suite are judged under: by folder, then by the flags of the file.</summary>
internal static class SuiteOptions
{
    // The README of the specification's tests names these.
    private const ComponentFeatures Specification = ComponentFeatures.Async | ComponentFeatures.MoreAsyncBuiltins
        | ComponentFeatures.Threading | ComponentFeatures.AsyncStackful | ComponentFeatures.Implements
        | ComponentFeatures.FixedLengthLists | ComponentFeatures.Map;

    // What the reference validator has on when a file says nothing else.
    private const ComponentFeatures Validator = ComponentFeatures.Async | ComponentFeatures.DependencyNames;

    private const WasmFeatures CoreDefault = WasmFeatures.Wasm3 | WasmFeatures.Threads;

    public static ComponentOptions For(string json, IReadOnlyList<string> flags)
    {
        var features = json.StartsWith("component-model/", StringComparison.Ordinal) ? Specification : Validator;
        var core = CoreDefault;
        foreach (var flag in flags)
        {
            var name = flag.Replace('_', '-');
            var off = name.StartsWith('-') || name.EndsWith("=false", StringComparison.Ordinal);
            name = name.TrimStart('-').Replace("=false", string.Empty, StringComparison.Ordinal);
            var (component, module) = Parse(name);
            features = off ? features & ~component : features | component;
            core = off ? core & ~module : core | module;
        }

        return new ComponentOptions { Features = features, CoreFeatures = core };
    }

    private static (ComponentFeatures Component, WasmFeatures Core) Parse(string name) => name switch
    {
        "cm-async" or "component-model-async" => (ComponentFeatures.Async, WasmFeatures.None),
        "cm-more-async-builtins" or "component-model-more-async-builtins" => (ComponentFeatures.MoreAsyncBuiltins, WasmFeatures.None),
        "cm-async-stackful" or "component-model-async-stackful" => (ComponentFeatures.AsyncStackful, WasmFeatures.None),
        "cm-threading" or "component-model-threading" => (ComponentFeatures.Threading, WasmFeatures.None),
        "cm-fixed-length-lists" or "component-model-fixed-length-lists" => (ComponentFeatures.FixedLengthLists, WasmFeatures.None),
        "cm-error-context" or "component-model-error-context" => (ComponentFeatures.ErrorContext, WasmFeatures.None),
        "cm-map" or "component-model-map" => (ComponentFeatures.Map, WasmFeatures.None),
        "cm-implements" or "component-model-implements" => (ComponentFeatures.Implements, WasmFeatures.None),
        "cm-gc" or "component-model-gc" => (ComponentFeatures.Gc, WasmFeatures.None),
        "cm64" or "component-model-memory64" => (ComponentFeatures.Memory64, WasmFeatures.None),
        "cm-values" => (ComponentFeatures.Values, WasmFeatures.None),
        "cm-nested-names" => (ComponentFeatures.NestedNames, WasmFeatures.None),
        "custom-page-sizes" => (ComponentFeatures.None, WasmFeatures.CustomPageSizes),
        "exceptions" => (ComponentFeatures.None, WasmFeatures.Exceptions),
        "gc" or "gc-types" or "multi-memory" or "reference-types" or "bulk-memory" or "memory64" or "hogs-memory" =>
            (ComponentFeatures.None, WasmFeatures.None),
        _ => throw new InvalidDataException($"feature '{name}' is not known"),
    };
}
