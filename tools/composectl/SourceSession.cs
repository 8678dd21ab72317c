using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>Fetches the components that plans name by address, into the store; connections are made when something is fetched.</summary>
internal sealed class SourceSession : IRemoteSources, IDisposable
{
    private readonly Invocation _invocation;
    private readonly ContentStore? _store;
    private OciSession? _session;
    private RemoteSources? _remote;

    private SourceSession(Invocation invocation)
    {
        _invocation = invocation;
        _store = StoreFolder.Open(invocation.Parsed);
    }

    public IRemoteSources Remote => this;

    public static SourceSession Open(Invocation invocation) => new(invocation);

    public FetchedSource Fetch(SourceAddress source, Digest? expected, LockedSource? locked)
    {
        if (_remote is null)
        {
            _session = new OciSession(RegistryFlags.Standard(_invocation));
            _remote = new RemoteSources(_store ?? StoreFolder.Require(_invocation.Parsed), _session);
        }

        return _remote.Fetch(source, expected, locked);
    }

    public void Keep(string lockFile) => _store?.Keep(lockFile);

    public void Dispose()
    {
        _remote?.Dispose();
        _session?.Dispose();
    }
}
