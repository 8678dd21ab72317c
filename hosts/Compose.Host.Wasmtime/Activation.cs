namespace Compose.Host.Wasmtime;

/// <summary>
/// The store that this thread is inside of, for callbacks of the library: they carry an index into it, not an object, so
/// that no handle keeps a dropped store alive.
/// </summary>
internal static class Activation
{
    [ThreadStatic]
    private static WasmtimeStore? t_store;

    public static WasmtimeStore? Store
    {
        get => t_store;
        set => t_store = value;
    }
}
