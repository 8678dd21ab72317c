using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Runtime.Tests.Suite;

/// <summary>What a file of the suite is run under, by the names in its index and the suite's README.</summary>
internal static class ComponentFeatureNames
{
    public static ComponentOptions OptionsFor(string json, IEnumerable<string> names)
    {
        ComponentFeatures features;
        WasmFeatures core = WasmFeatures.Wasm3;
        if (json.StartsWith("component-model/", StringComparison.Ordinal))
        {
            features = ComponentFeatures.Default | ComponentFeatures.Threading | ComponentFeatures.FixedLengthLists;
        }
        else if (json.StartsWith("wasmtime/", StringComparison.Ordinal))
        {
            features = ComponentFeatures.HyphenInsensitiveNames | ComponentFeatures.Implements;
        }
        else
        {
            features = ComponentFeatures.HyphenInsensitiveNames | ComponentFeatures.Async | ComponentFeatures.DependencyNames;
            core |= WasmFeatures.Threads;
        }

        foreach (string name in names)
        {
            switch (name.Replace("component_model", "cm", StringComparison.Ordinal).Replace('_', '-'))
            {
                case "cm-async":
                    features |= ComponentFeatures.Async;
                    break;
                case "cm-more-async-builtins":
                    features |= ComponentFeatures.MoreAsyncBuiltins;
                    break;
                case "cm-async-stackful":
                    features |= ComponentFeatures.AsyncStackful;
                    break;
                case "cm-threading":
                    features |= ComponentFeatures.Threading;
                    break;
                case "cm-error-context":
                    features |= ComponentFeatures.ErrorContext;
                    break;
                case "cm-fixed-length-lists":
                    features |= ComponentFeatures.FixedLengthLists;
                    break;
                case "cm-map":
                    features |= ComponentFeatures.Map;
                    break;
                case "cm-implements":
                    features |= ComponentFeatures.Implements;
                    break;
                case "cm-implements=false":
                    features &= ~ComponentFeatures.Implements;
                    break;
                case "cm-gc":
                    features |= ComponentFeatures.Gc;
                    break;
                case "cm64" or "cm-memory64":
                    features |= ComponentFeatures.Memory64;
                    break;
                case "cm-values":
                    features |= ComponentFeatures.Values;
                    break;
                case "cm-nested-names":
                    features |= ComponentFeatures.NestedNames;
                    break;
                case "custom-page-sizes":
                    core |= WasmFeatures.CustomPageSizes;
                    break;
                case "-exceptions":
                    core &= ~WasmFeatures.Exceptions;
                    break;
            }
        }

        return ComponentOptions.Default with { Features = features, CoreFeatures = core };
    }
}
