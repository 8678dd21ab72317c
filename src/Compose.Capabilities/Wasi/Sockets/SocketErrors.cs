using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The enum <c>wasi:sockets/network#error-code</c>, and answers with it.</summary>
internal static class SocketErrors
{
    private const int AccessDeniedCase = 1;

    /// <summary>The result <c>err(access-denied)</c>.</summary>
    public static Value AccessDenied { get; } = Value.Err(Value.Case(AccessDeniedCase));

    /// <summary>
    /// Defines methods of a resource of which this host makes no handle: they are there so that components link, and
    /// cannot be reached.
    /// </summary>
    public static InterfaceBuilder Unreachable(this InterfaceBuilder builder, string resource, ReadOnlySpan<string> methods)
    {
        foreach (string method in methods)
        {
            string name = $"[method]{resource}.{method}";
            builder.Function(name, (_, _) => throw new GuestTrapException(
                ErrorCodes.Exec.CapabilityDenied, $"{builder.Instance.Name}#{name} was called; sockets are not granted"));
        }

        return builder;
    }
}
