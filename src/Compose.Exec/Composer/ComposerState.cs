using Compose.Capabilities;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>What one instance that composes has put and made so far in one run, within a bound of bytes.</summary>
internal sealed class ComposerState(NodeSession session, ComposerSource source) : IDisposable
{
    private const long MaxBytes = 512 << 20;
    private const int MaxResults = 64;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<Digest, ReadOnlyMemory<byte>> _blobs = [];
    private readonly Dictionary<Digest, Digest> _artifacts = [];
    private readonly Dictionary<Digest, Value> _results = [];
    private long _bytes;
    private bool _isUsed;

    public NodeSession Session => session;

    public ComposerSource Source => source;

    /// <summary>The provider that <c>compose:dynlink/endpoint</c> answers by, once it was started.</summary>
    public ChildInstance? Endpoint { get; private set; }

    /// <summary>Keeps the provider for the rest of the run.</summary>
    public ChildInstance KeepEndpoint(ChildInstance provider)
    {
        lock (_gate)
        {
            Used();
            return Endpoint = provider;
        }
    }

    /// <summary>The run has ended: nothing that was put or made outlives it.</summary>
    public void Dispose()
    {
        ChildInstance? endpoint;
        lock (_gate)
        {
            endpoint = Endpoint;
            Endpoint = null;
            _blobs.Clear();
            _artifacts.Clear();
            _results.Clear();
            _bytes = 0;
            _isUsed = false;
        }

        endpoint?.Dispose();
    }

    /// <summary>From now on there is something that must end with the run. Under the lock.</summary>
    private void Used()
    {
        if (!_isUsed)
        {
            _isUsed = true;
            session.AtEnd(this);
        }
    }

    /// <summary>Keeps bytes.</summary>
    /// <exception cref="ComposeException"><c>Blob.StorageFull</c>.</exception>
    public Digest Put(ReadOnlyMemory<byte> bytes)
    {
        Digest digest = Digest.Of(bytes.Span);
        lock (_gate)
        {
            if (!_blobs.ContainsKey(digest))
            {
                if (_bytes + bytes.Length > MaxBytes)
                {
                    throw new ComposeException(ErrorCodes.Blob.StorageFull, $"an instance keeps at most {MaxBytes >> 20} MiB of components and artifacts", hint: "delete what is not needed any more");
                }

                Used();
                _bytes += bytes.Length;
                _blobs.Add(digest, bytes);
            }
        }

        return digest;
    }

    /// <summary>What the host keeps for the tenant; null where it keeps nothing.</summary>
    public IBlobShelf? Shelf => session.Authority.Facilities.Blobs;

    /// <summary>The bytes of a digest: of this run, or of the tenant.</summary>
    public ReadOnlyMemory<byte>? Get(Digest digest)
    {
        lock (_gate)
        {
            if (_blobs.TryGetValue(digest, out ReadOnlyMemory<byte> bytes))
            {
                return bytes;
            }
        }

        return Shelf?.TryGet(digest);
    }

    public bool Delete(Digest digest)
    {
        lock (_gate)
        {
            if (!_blobs.Remove(digest, out ReadOnlyMemory<byte> bytes))
            {
                return false;
            }

            _bytes -= bytes.Length;
            return true;
        }
    }

    public IReadOnlyList<Digest> List()
    {
        lock (_gate)
        {
            return [.. _blobs.Keys];
        }
    }

    public void KeepArtifact(Digest key, Digest artifact)
    {
        lock (_gate)
        {
            Used();
            _artifacts[key] = artifact;
        }
    }

    public Digest? ArtifactOf(Digest key)
    {
        lock (_gate)
        {
            return _artifacts.TryGetValue(key, out Digest artifact) && _blobs.ContainsKey(artifact) ? artifact : null;
        }
    }

    public void KeepResult(Digest key, Value result)
    {
        lock (_gate)
        {
            if (_results.Count < MaxResults)
            {
                Used();
                _results[key] = result;
            }
        }
    }

    public Value? ResultOf(Digest key)
    {
        lock (_gate)
        {
            return _results.TryGetValue(key, out Value result) ? result : null;
        }
    }

    /// <summary>A loader of what this instance puts, under a policy that lets it hand on no more than it has.</summary>
    public ExecLoader Loader(ImplicitPlanOptions? added = null) => new(new ExecLoaderOptions
    {
        Blobs = new Blobs(this),
        ReadSource = static _ => null,
        HostPolicy = ChildPolicy.Of(session, source.Subject.Policy),
        Tenant = source.Subject.Tenant,
        Trust = source.Subject.Trust,
        Implicit = added ?? new ImplicitPlanOptions(),
        Observer = session.Services.Observer,
    });

    private sealed class Blobs(ComposerState state) : IBlobSource
    {
        public ReadOnlyMemory<byte>? TryGet(Digest digest) => state.Get(digest);
    }
}
