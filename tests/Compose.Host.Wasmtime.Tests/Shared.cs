using Compose.Host.Wasmtime.Loading;
using Compose.Testing;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine of these tests; a test that asks for it is skipped by name where the library is absent.</summary>
internal static class Shared
{
    private static readonly Lazy<WasmtimeEngine> s_engine = new(Create);

    public static WasmtimeEngine Engine
    {
        get
        {
            _ = Library;
            return s_engine.Value;
        }
    }

    /// <summary>The path of the library under test.</summary>
    public static string Library => SharedData.Require("native/linux-x64/" + WasmtimeLibrary.FileName);

    public static WasmtimeEngine Create() => new(new WasmtimeOptions { Location = WasmtimeLibrary.Find(Library) });
}
