namespace Compose.Host.Wasmtime.Loading;

/// <summary>Where a library was found; in the order of search.</summary>
public enum WasmtimeOrigin
{
    /// <summary>Named by an option.</summary>
    Option,

    /// <summary>Named by <c>COMPOSE_WASMTIME</c>.</summary>
    Environment,

    /// <summary>Beside the program.</summary>
    BesideProgram,

    /// <summary>Found by the system's loader.</summary>
    System,
}
