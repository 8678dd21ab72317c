using Compose.Engine;
using Compose.Host.Clr;
using Compose.Host.Wasmtime;
using Compose.Host.Wasmtime.Loading;

namespace Compose.Testing;

/// <summary>The engines on which tests run: a new one is a new line in both members.</summary>
public static class TestEngines
{
    private static readonly Lazy<ClrEngine> s_clr = new();
    private static readonly Lazy<WasmtimeEngine> s_wasmtime = new(() => new WasmtimeEngine(new WasmtimeOptions { Location = WasmtimeLibrary.Find(Library) }));

    /// <summary>Their names, as theory data.</summary>
    public static TheoryData<string> All { get; } = ["clr", "wasmtime"];

    /// <summary>The engine of a name.</summary>
    public static ICoreEngine Of(string name) => name switch
    {
        "clr" => s_clr.Value,
        "wasmtime" => Wasmtime,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such engine"),
    };

    /// <summary>The path of Wasmtime's library; a test that needs it is skipped where it is absent.</summary>
    public static string Library => SharedData.Require("native/linux-x64/" + WasmtimeLibrary.FileName);

    private static WasmtimeEngine Wasmtime
    {
        get
        {
            _ = Library;
            return s_wasmtime.Value;
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
