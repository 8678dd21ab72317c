using Compose.Engine;
using Compose.Host.Clr;
using Compose.Host.Wasmtime;
using Compose.Host.Wasmtime.Loading;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>The engines on which every test of this project runs: a new one is a new line in both members.</summary>
public static class Engines
{
    private static readonly Lazy<ClrEngine> s_clr = new();
    private static WasmtimeEngine? s_wasmtime;

    /// <summary>Their names, as theory data.</summary>
    public static TheoryData<string> All { get; } = ["clr", "wasmtime"];

    /// <summary>The engine of a name.</summary>
    public static ICoreEngine Of(string name) => name switch
    {
        "clr" => s_clr.Value,
        "wasmtime" => Wasmtime,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such engine"),
    };

    private static ICoreEngine Wasmtime
    {
        get
        {
            string library = SharedData.Require("native/linux-x64/" + WasmtimeLibrary.FileName);
            return s_wasmtime ??= new WasmtimeEngine(new WasmtimeOptions { Location = WasmtimeLibrary.Find(library) });
        }
    }

    /// <summary>Every engine with every one of these words.</summary>
    public static TheoryData<string, string> With(params string[] words)
    {
        var data = new TheoryData<string, string>();
        foreach (TheoryDataRow<string> engine in All)
        {
            foreach (string word in words)
            {
                data.Add(engine.Data, word);
            }
        }

        return data;
    }
}
