namespace Compose.Distribution.Oci;

/// <summary>Opens repositories, one connection pool and one login for each registry.</summary>
public sealed class OciSession(RegistryOptions options) : IDisposable
{
    private readonly Dictionary<string, RegistryClient> _registries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    public RegistryOptions Options => options;

    /// <summary>The repository that an address names, with its mirrors.</summary>
    public IOciRepository Open(OciReference reference)
    {
        if (reference.IsLayout)
        {
            return new ImageLayout(reference.Repository, options.Transfer.MaxBytes);
        }

        IOciRepository origin = Registry(reference.Host).Repository(reference.Repository);
        if (!options.Mirrors.TryGetValue(reference.Host, out IReadOnlyList<string>? names) || names.Count == 0)
        {
            return origin;
        }

        var mirrors = new List<IOciRepository>(names.Count);
        foreach (string name in names)
        {
            // HOST or HOST/PREFIX.
            var mirror = OciReference.Parse($"{OciReference.Scheme}{name.TrimEnd('/')}/{reference.Repository}");
            mirrors.Add(Registry(mirror.Host).Repository(mirror.Repository));
        }

        return new MirroredRepository(origin, mirrors);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (RegistryClient registry in _registries.Values)
            {
                registry.Dispose();
            }

            _registries.Clear();
        }
    }

    private RegistryClient Registry(string host)
    {
        lock (_lock)
        {
            if (!_registries.TryGetValue(host, out RegistryClient? registry))
            {
                _registries.Add(host, registry = new RegistryClient(host, options));
            }

            return registry;
        }
    }
}
