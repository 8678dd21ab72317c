namespace Compose.Emit.Authority;

/// <summary>
/// What cannot be read off the type of an interface: which functions are pure although they take no handle, and which
/// interfaces are inert. Everything that is not listed counts as giving authority.
/// </summary>
internal static class KnownInterfaces
{
    /// <summary>
    /// Whether the function gives no authority although it takes no handle of its interface: it computes, or makes
    /// values in memory that can do nothing until they are handed to an interface with authority.
    /// </summary>
    public static bool IsPure(string interfaceName, string function) => interfaceName switch
    {
        "wasi:http/types" => true,
        "wasi:filesystem/types" => function == "filesystem-error-code",
        "wasi:io/poll" or "wasi:io/error" or "wasi:io/streams" => true,
        _ => false,
    };

    /// <summary>
    /// Whether handles of the interface come into being without any authority: its resources are values in memory,
    /// which only the host knows how to make.
    /// </summary>
    public static bool IsMemoryOnly(string interfaceName) => interfaceName == "wasi:http/types";

    /// <summary>Whether the interface acts without a handle and still is no authority: one import serves all.</summary>
    public static bool IsInert(string interfaceName) => interfaceName == "wasi:cli/exit";
}
