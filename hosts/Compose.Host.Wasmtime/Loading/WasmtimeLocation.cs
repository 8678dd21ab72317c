namespace Compose.Host.Wasmtime.Loading;

/// <summary>A library that was found, not yet loaded. <paramref name="Path"/> is a bare file name for <see cref="WasmtimeOrigin.System"/>.</summary>
public sealed record WasmtimeLocation(string Path, WasmtimeOrigin Origin)
{
    /// <summary>The origin in words: <c>--wasmtime</c>, <c>COMPOSE_WASMTIME</c>, <c>beside the program</c>, <c>the system's loader</c>.</summary>
    public string OriginText => Origin switch
    {
        WasmtimeOrigin.Option => "--wasmtime",
        WasmtimeOrigin.Environment => WasmtimeLibrary.Variable,
        WasmtimeOrigin.BesideProgram => "beside the program",
        _ => "the system's loader",
    };
}
