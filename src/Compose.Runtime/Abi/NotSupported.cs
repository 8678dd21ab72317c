namespace Compose.Runtime.Abi;

/// <summary>Refusals of what this runtime does not run yet.</summary>
internal static class NotSupported
{
    public static ComposeException Feature(string feature) => new(
        ErrorCodes.Exec.NotSupported,
        $"the component uses {feature}, which belongs to the asynchronous part of the component model",
        hint: "this runtime runs synchronous components (WASI 0.2)");
}
