using System.Net.Sockets;
using Compose.Capabilities.Files;

namespace Compose.Capabilities.Streams;

/// <summary>Why an operation on a stream failed: words for people, and a file error where it came from a file.</summary>
public sealed record Fault(string Message, FileError File = FileError.None)
{
    public static Fault Of(FileError error) => new(error.Describe(), error);

    /// <summary>A failure of a socket.</summary>
    public static Fault Of(SocketError error) => new($"the connection failed: {error}") { Socket = error };

    /// <summary>The error of a socket, where it came from one.</summary>
    public SocketError Socket { get; init; }
}
