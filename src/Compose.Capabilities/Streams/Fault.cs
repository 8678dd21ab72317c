using System.Net.Sockets;
using Compose.Capabilities.Files;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Streams;

/// <summary>Why an operation on a stream failed: words for people, and an error of a file or of HTTP where it came from there.</summary>
public sealed record Fault(string Message, FileError File = FileError.None)
{
    /// <summary>The HTTP error, where it came from a body.</summary>
    public HttpFailure? Http { get; init; }

    public static Fault Of(FileError error) => new(error.Describe(), error);

    /// <summary>A failure of a socket.</summary>
    public static Fault Of(SocketError error) => new($"the connection failed: {error}") { Socket = error };

    /// <summary>The error of a socket, where it came from one.</summary>
    public SocketError Socket { get; init; }
}
