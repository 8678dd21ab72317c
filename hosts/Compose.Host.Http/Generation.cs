using Compose.Exec;
using Compose.Runtime;

namespace Compose.Host.Http;

/// <summary>
/// One state of what a <see cref="ComponentHost"/> serves, with its instances. Requests that began with it end with it,
/// whatever has taken over meanwhile.
/// </summary>
internal sealed class Generation
{
    /// <summary>The function that answers a request.</summary>
    public const string Handler = "wasi:http/incoming-handler#handle";

    private readonly Lock _gate = new();
    private readonly Stack<ServedInstance> _idle = new();
    private readonly ComponentHost _host;
    private DeployedInstance? _first;
    private bool _isRetired;

    public Generation(ComponentHost host, Deployment deployment)
    {
        _host = host;
        Deployment = deployment;
        Tenant = ComposeMetrics.Of(deployment.Subject.Tenant);
    }

    public Deployment Deployment { get; }

    /// <summary>The label of its tenant.</summary>
    public KeyValuePair<string, object?> Tenant { get; }

    /// <summary>Instances that wait for a request.</summary>
    public int Idle
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Makes one instance, so that whatever is wrong shows before a request comes. On a guest thread.</summary>
    /// <exception cref="ComposeException">It cannot be instantiated, or exports no handler.</exception>
    public void Prove() => Return(Rent(), isWhole: true, isUsed: false);

    /// <summary>An instance for one request, in its first state. On a guest thread.</summary>
    public ServedInstance Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out ServedInstance? idle))
            {
                return idle;
            }
        }

        DeployedInstance instance = Deployment.Instantiate(_host.Streams());
        ComposeMetrics.InstancesCreated.Add(1, Tenant);
        if (instance.Root.FindFunction(Handler) is not { } handle)
        {
            IReadOnlyList<string> names = instance.Root.FunctionNames;
            instance.Dispose();
            throw new ComposeException(
                ErrorCodes.Exec.MissingExport,
                "the component answers no HTTP requests: it does not export wasi:http/incoming-handler@0.2",
                hint: names.Count == 0 ? "it exports no functions" : $"it exports: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : string.Empty)}");
        }

        if (_host.Options.Reuse == 1)
        {
            DeployedInstance? like = Volatile.Read(ref _first);
            if (instance.TryCapture(like) && like is null)
            {
                Interlocked.CompareExchange(ref _first, instance, null);
            }
        }

        return new ServedInstance(instance, handle);
    }

    /// <summary>Takes an instance back: for another request if it may serve again, or can be made as new; else it ends.</summary>
    public void Return(ServedInstance instance, bool isWhole, bool isUsed = true)
    {
        instance.Uses += isUsed ? 1 : 0;
        bool isKept = isWhole && !_isRetired && (instance.Uses == 0 || (Deployment.IsReusable && (instance.Uses < _host.Options.Reuse || Renew(instance))));
        if (isKept)
        {
            lock (_gate)
            {
                isKept = !_isRetired && _idle.Count < _host.Options.PoolSize;
                if (isKept)
                {
                    _idle.Push(instance);
                }
            }
        }

        if (!isKept)
        {
            instance.Instance.Dispose();
        }
    }

    /// <summary>Another generation has taken over: what comes back ends.</summary>
    public void Retire()
    {
        ServedInstance[] idle;
        lock (_gate)
        {
            _isRetired = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (ServedInstance instance in idle)
        {
            instance.Instance.Dispose();
        }
    }

    private bool Renew(ServedInstance instance)
    {
        if (!instance.Instance.TryRenew())
        {
            return false;
        }

        instance.Uses = 0;
        ComposeMetrics.InstancesRenewed.Add(1, Tenant);
        return true;
    }
}
