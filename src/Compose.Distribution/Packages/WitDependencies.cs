using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Compose.Signing;
using Compose.Store;
using Compose.Wit;
using Compose.Wit.Binary;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Distribution.Packages;

/// <summary>
/// Fetches the WIT packages that a folder of WIT names and does not hold, and what those need in turn, from registries as
/// <c>wkg</c> does: the namespace gives a registry, its <c>.well-known/wasm-pkg/registry.json</c> the place, the version the tag.
/// </summary>
public sealed class WitDependencies
{
    private const int MaxPackages = 1000, MaxMetadata = 64 << 10;

    private readonly WkgConfig _config;
    private readonly WkgManifest _manifest;
    private readonly OciSession _session;
    private readonly ContentStore? _store;
    private readonly Dictionary<string, PackageRegistry> _registries = new(StringComparer.Ordinal);

    /// <param name="config">Which registry has which namespace.</param>
    /// <param name="manifest">Folders that stand for packages.</param>
    /// <param name="session">Registries; it belongs to the caller.</param>
    /// <param name="store">Keeps what was fetched, so that it is fetched once; null for none.</param>
    public WitDependencies(WkgConfig config, WkgManifest manifest, OciSession session, ContentStore? store)
    {
        _config = config;
        _manifest = manifest;
        _session = session;
        _store = store;
    }

    /// <summary>Fetches until nothing is missing.</summary>
    /// <param name="sources">The WIT, with the dependencies that are there.</param>
    /// <param name="locked">What was used before; what it names must have its digest. Null for nothing.</param>
    /// <param name="requiresLock">True to refuse what is not locked.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>, <c>Wit.*</c>.</exception>
    public WitFetch Fetch(WitSources sources, WkgLock? locked, bool requiresLock)
    {
        var files = new List<WitFile>();
        var used = new List<LockedPackage>();
        var fetched = new List<(PackageName, string)>();
        while (WitNeeds.Missing(sources) is { Count: > 0 } missing)
        {
            foreach (PackageName name in missing)
            {
                if (fetched.Exists(each => each.Item1 == name))
                {
                    throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"what was fetched as {name} does not hold that package", hint: "ask whoever runs the registry");
                }

                if (fetched.Count == MaxPackages)
                {
                    throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"more than {MaxPackages} packages would be fetched");
                }

                (IReadOnlyList<WitFile> package, LockedPackage? entry, string from) = One(name, locked, requiresLock);
                files.AddRange(package);
                fetched.Add((name, from));
                if (entry is not null)
                {
                    used.Add(entry);
                }

                sources = sources with { Dependencies = [.. sources.Dependencies, package] };
            }
        }

        // What is there already and was locked stays locked.
        used.AddRange((locked?.Packages ?? []).Where(each => !used.Exists(other => other.Name == each.Name && other.Requirement == each.Requirement)));
        return new WitFetch(files, new WkgLock(used), fetched);
    }

    private (IReadOnlyList<WitFile> Files, LockedPackage? Entry, string From) One(PackageName name, WkgLock? locked, bool requiresLock)
    {
        string package = $"{name.Namespace}:{name.Name}";
        if (_manifest.Paths.TryGetValue(package, out string? path))
        {
            return (Text(WitLoader.Load(path), name, path), null, path);
        }

        string version = name.Version?.ToString() ?? throw new ComposeException(ErrorCodes.Source.InvalidAddress, $"the WIT names {package} without a version, which no registry has", hint: $"write {package}/…@VERSION, or put the package into deps");
        LockedPackage? entry = locked?.Packages.FirstOrDefault(each => each.Name == package && each.Version == version);
        if (entry is null && requiresLock)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"{name} is not in {WkgLock.FileName}", hint: "fetch it without --locked");
        }

        if (entry is not null && _store?.TryGet(entry.Digest) is { } known)
        {
            return (Text(Decode(known, name, package), name, package), entry, $"the store ({entry.Digest})");
        }

        PackageRegistry registry = RegistryOf(package);
        var reference = OciReference.Of(registry.Host, $"{registry.Prefix}{name.Namespace}/{name.Name}", version);
        PulledArtifact pulled = ArtifactPuller.PullAsync(_session.Open(reference), version, withSignatures: false).GetAwaiter().GetResult();
        if (entry is not null && entry.Digest != pulled.Main.Descriptor.Digest)
        {
            throw HttpTransport.Mismatch(reference.ToString(), entry.Digest, pulled.Main.Descriptor.Digest);
        }

        IReadOnlyList<WitFile> files = pulled.Kind == ArtifactKind.WitBundle
            ? [.. WitBundle.Unpack(pulled.Main.Bytes, reference.ToString()).Files.Where(file => file.Name.EndsWith(".wit", StringComparison.Ordinal) && !file.Name.Contains('/', StringComparison.Ordinal)).Select(file => new WitFile($"{Folder(name)}/{file.Name}", file.Bytes))]
            : Text(Decode(pulled.Main.Bytes, name, reference.ToString()), name, reference.ToString());
        _store?.PutFetched(pulled.Main.Bytes.Span, pulled.Address);
        return (files, new LockedPackage(package, registry.Name, "=" + version, version, pulled.Main.Descriptor.Digest), reference.ToString());
    }

    private static ResolvedWit Decode(ReadOnlyMemory<byte> bytes, PackageName name, string place)
    {
        try
        {
            return WitDecoder.Decode(bytes, place);
        }
        catch (ComposeException e)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{place} holds no WIT package {name}: {CleanText.Of(e.Error.Message)}");
        }
    }

    private static WitFile[] Text(ResolvedWit wit, PackageName name, string place) => wit[wit.Main].Name == name
        ? [new WitFile(Folder(name) + "/package.wit", Encoding.UTF8.GetBytes(WitPrinter.Print(wit, wit.Main)))]
        : throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{place} holds {wit[wit.Main].Name}, not {name}");

    private static string Folder(PackageName name) => $"deps/{name.Namespace}-{name.Name}{(name.Version is null ? string.Empty : "-" + name.Version)}";

    private PackageRegistry RegistryOf(string package)
    {
        (string name, PackageRegistry? known) = _config.Find(package);
        if (known is not null)
        {
            return known;
        }

        if (!_registries.TryGetValue(name, out PackageRegistry? registry))
        {
            _registries.Add(name, registry = Metadata(name));
        }

        return registry;
    }

    /// <summary>What a registry says of itself; one that says nothing is an OCI registry without a prefix.</summary>
    private PackageRegistry Metadata(string name)
    {
        TransferPolicy policy = _session.Options.Transfer;
        var address = new Uri($"{(policy.AllowsPlainHttp(name) ? "http" : "https")}://{name}/.well-known/wasm-pkg/registry.json");
        using var transport = new HttpTransport(policy, _session.Options.Handler);
        byte[] body;
        using (HttpResponseMessage response = transport.SendAsync(static (uri, _) => new HttpRequestMessage(HttpMethod.Get, uri), address, SendOptions.Read, CancellationToken.None).GetAwaiter().GetResult())
        {
            if ((int)response.StatusCode is 404 or 410)
            {
                return new PackageRegistry(name, name, string.Empty);
            }

            if (!response.IsSuccessStatusCode)
            {
                throw HttpTransport.Failed(response);
            }

            body = transport.ReadAsync(response, MaxMetadata, CancellationToken.None).GetAwaiter().GetResult();
        }

        TrustJson json = TrustJson.Parse(body, ErrorCodes.Source.InvalidAnswer, MaxMetadata, TransferPolicy.Show(address));
        TrustJson? oci = json.Get("oci");
        string host = oci?.Text("registry") ?? json.Text("ociRegistry") ?? name, prefix = oci?.Text("namespacePrefix") ?? json.Text("ociNamespacePrefix") ?? string.Empty;
        if (!OciReference.TryParse($"{OciReference.Scheme}{host}/{prefix}a/b", out _))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{TransferPolicy.Show(address)} names no registry: '{CleanText.Of(host + "/" + prefix)}'");
        }

        if (host != name)
        {
            policy.CheckLed(new Uri($"{(policy.AllowsPlainHttp(host) ? "http" : "https")}://{host}/"), address);
        }

        return new PackageRegistry(name, host, prefix);
    }
}
