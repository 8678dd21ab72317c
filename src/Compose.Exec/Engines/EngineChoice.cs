namespace Compose.Exec.Engines;

/// <summary>Which engine is to run something.</summary>
public enum EngineChoice
{
    /// <summary>Wasmtime where it is installed, else the embedded engine, which is said once.</summary>
    Auto,

    /// <summary>The embedded engine.</summary>
    Clr,

    /// <summary>Wasmtime; an error where it is not installed.</summary>
    Wasmtime,
}
