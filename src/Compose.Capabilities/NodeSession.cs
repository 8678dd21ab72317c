using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>
/// One instance of the plan in one run: what it may do, the services it does it with, and what it has used so far. The
/// one place where a call of a host function is counted and refused. Entered by one thread at a time, as its store is.
/// </summary>
public sealed class NodeSession
{
    private long _operations;
    private long _outputBytes;
    private int _handles;
    private int _openFiles;
    private byte[]? _scratch;

    public NodeSession(NodeAuthority authority, HostServices services)
    {
        Authority = authority;
        Services = services;
    }

    public NodeAuthority Authority { get; }

    public HostServices Services { get; }

    public InstancePath Node => Authority.Node;

    /// <summary>Host calls so far.</summary>
    public long Operations => _operations;

    /// <summary>Bytes written so far.</summary>
    public long OutputBytes => _outputBytes;

    /// <summary>Handles of host resources that are alive.</summary>
    public int Handles => _handles;

    /// <summary>Files and directories that are open.</summary>
    public int OpenFiles => _openFiles;

    /// <summary>A buffer for the length of one call.</summary>
    internal Span<byte> Scratch => _scratch ??= GC.AllocateUninitializedArray<byte>(65_536);

    /// <summary>The door: every call of a host function on this instance's authority passes here.</summary>
    internal void Enter(string function)
    {
        if (++_operations > Authority.Limits.Operations)
        {
            throw Exhausted($"{Authority.Limits.Operations} calls of host functions (the last one: {function})", "--operations");
        }
    }

    internal void CountOutput(int bytes)
    {
        _outputBytes += bytes;
        if (_outputBytes > Authority.Limits.OutputBytes)
        {
            throw Exhausted($"{Authority.Limits.OutputBytes} bytes of output", "--max-output");
        }
    }

    internal void CountHandle()
    {
        if (++_handles > Authority.Limits.Handles)
        {
            throw Exhausted($"{Authority.Limits.Handles} handles of host resources", "--handles");
        }
    }

    internal void UncountHandle() => _handles--;

    /// <summary>Takes one of the open files, or says that there is none left.</summary>
    internal bool TryCountFile()
    {
        if (_openFiles >= Authority.Limits.OpenFiles)
        {
            return false;
        }

        _openFiles++;
        return true;
    }

    internal void UncountFile() => _openFiles--;

    /// <summary>A trap: the instance used what it was not granted and the interface has no error to say so.</summary>
    internal GuestTrapException Denied(string function) =>
        new(ErrorCodes.Exec.CapabilityDenied, $"instance {Node} called {function}, which it was not granted", "grant the capability in the plan or with --cap");

    private GuestTrapException Exhausted(string what, string option) =>
        new(ErrorCodes.Exec.ResourceExhausted, $"instance {Node} reached its limit of {what}", $"raise the limit in the plan or with {option}");
}
