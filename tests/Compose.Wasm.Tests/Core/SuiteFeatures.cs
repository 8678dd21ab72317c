using Compose.Wasm.Core;

namespace Compose.Wasm.Tests.Core;

/// <summary>The feature names of the suites' index.</summary>
internal static class SuiteFeatures
{
    public static WasmFeatures Parse(IEnumerable<string> names)
    {
        var features = WasmFeatures.None;
        foreach (string name in names)
        {
            features |= name switch
            {
                "wasm1" => WasmFeatures.Wasm1,
                "wasm2" => WasmFeatures.Wasm2,
                "wasm3" => WasmFeatures.Wasm3,
                "threads" => WasmFeatures.Threads,
                "wide-arithmetic" => WasmFeatures.WideArithmetic,
                "custom-page-sizes" => WasmFeatures.CustomPageSizes,
                _ => throw new InvalidDataException($"feature '{name}' is not known"),
            };
        }

        return features;
    }
}
