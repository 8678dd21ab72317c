namespace Compose.Host.Wasmtime;

/// <summary>Address of a <see cref="NativeLinear"/>, which lives as long as the library's store.</summary>
internal readonly record struct WasmtimeMemoryPart(nint Linear);
