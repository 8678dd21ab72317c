using System.Net.Sockets;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>A socket of the host with all who use it: the handle, its streams, bytes that still go out. The last one closes it.</summary>
internal sealed class SharedSocket(NodeSession owner, Socket socket)
{
    private int _users = 1;

    public Socket Socket => socket;

    public void Retain() => Interlocked.Increment(ref _users);

    /// <summary>From any thread.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            socket.Dispose();
            owner.UncountFile();
        }
    }
}
