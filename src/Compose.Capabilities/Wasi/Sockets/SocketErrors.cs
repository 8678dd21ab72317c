using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The enum <c>wasi:sockets/network#error-code</c>, and answers with it.</summary>
internal static class SocketErrors
{
    public const int Unknown = 0, Denied = 1, NotSupported = 2, InvalidArgument = 3, OutOfMemory = 4, Timeout = 5,
        ConcurrencyConflict = 6, NotInProgress = 7, WouldBlock = 8, InvalidState = 9, NewSocketLimit = 10,
        AddressNotBindable = 11, AddressInUse = 12, RemoteUnreachable = 13, ConnectionRefused = 14, ConnectionReset = 15,
        ConnectionAborted = 16, DatagramTooLarge = 17, NameUnresolvable = 18, TemporaryResolverFailure = 19,
        PermanentResolverFailure = 20;

    /// <summary>The result <c>err(access-denied)</c>.</summary>
    public static Value AccessDenied { get; } = Err(Denied);

    /// <summary>Notes that the grant of an instance does not reach so far, and answers <c>err(access-denied)</c>.</summary>
    public static Value Refuse(NodeSession session, string interfaceName, string function, string reason)
    {
        session.NoteRefusal(interfaceName, $"{interfaceName}#{function}", reason);
        return AccessDenied;
    }

    /// <summary>The result <c>err(…)</c> of a case.</summary>
    public static Value Err(int code) => Value.Err(Value.Case(code));

    /// <summary>The result <c>err(…)</c> of an error of the system.</summary>
    public static Value Err(SocketError error) => Err(Code(error));

    /// <summary>The case of an error of the system.</summary>
    public static int Code(SocketError error) => error switch
    {
        SocketError.AccessDenied => Denied,
        SocketError.OperationNotSupported or SocketError.ProtocolNotSupported or SocketError.ProtocolOption
            or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.SocketNotSupported => NotSupported,
        SocketError.InvalidArgument or SocketError.Fault or SocketError.DestinationAddressRequired => InvalidArgument,
        SocketError.NoBufferSpaceAvailable => OutOfMemory,
        SocketError.TimedOut => Timeout,
        SocketError.WouldBlock or SocketError.IOPending or SocketError.InProgress or SocketError.AlreadyInProgress => WouldBlock,
        SocketError.IsConnected or SocketError.NotConnected or SocketError.Shutdown => InvalidState,
        SocketError.TooManyOpenSockets => NewSocketLimit,
        SocketError.AddressNotAvailable => AddressNotBindable,
        SocketError.AddressAlreadyInUse => AddressInUse,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown => RemoteUnreachable,
        SocketError.ConnectionRefused => ConnectionRefused,
        SocketError.ConnectionReset or SocketError.NetworkReset => ConnectionReset,
        SocketError.ConnectionAborted or SocketError.OperationAborted or SocketError.Interrupted => ConnectionAborted,
        SocketError.MessageSize => DatagramTooLarge,
        SocketError.HostNotFound or SocketError.NoData => NameUnresolvable,
        SocketError.TryAgain => TemporaryResolverFailure,
        SocketError.NoRecovery => PermanentResolverFailure,
        _ => Unknown,
    };
}
