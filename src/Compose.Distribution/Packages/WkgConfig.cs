using System.Text;
using Compose.Distribution.Credentials;
using Compose.Distribution.Oci;
using Compose.Plans;
using Compose.Store;

namespace Compose.Distribution.Packages;

/// <summary>
/// The configuration of <c>wkg</c>: which registry has the packages of a namespace. <c>$WKG_CONFIG_FILE</c>, else
/// <c>wasm-pkg/config.toml</c> below <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>; built in are <c>wasi</c> at wasi.dev and
/// <c>ba</c> at bytecodealliance.org. A package's own entry comes before its namespace's, and that before the default.
/// </summary>
public sealed class WkgConfig
{
    private static readonly Dictionary<string, string> s_builtIn = new(StringComparer.Ordinal) { ["wasi"] = "wasi.dev", ["ba"] = "bytecodealliance.org" };

    private readonly DocNode _root;
    private readonly string? _file;

    private WkgConfig(DocNode root, string? file)
    {
        _root = root;
        _file = file;
    }

    /// <summary>The configuration of this user; the built-in one where there is no file.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>.</exception>
    public static WkgConfig OfUser()
    {
        string? named = Environment.GetEnvironmentVariable("WKG_CONFIG_FILE") is { Length: > 0 } file ? file : null;
        string? folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathRooted(config) ? config
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, ".config")
            : null;
        string? path = named ?? (folder is null ? null : Path.Combine(folder, "wasm-pkg", "config.toml"));
        return path is not null && ContentStore.TryRead(path) is { } bytes ? Read(bytes, path)
            : named is null ? Read(default, null)
            : throw new ComposeException(ErrorCodes.Source.InvalidConfig, "there is no such file", new ErrorLocation { File = named }, "WKG_CONFIG_FILE names it");
    }

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>.</exception>
    public static WkgConfig Read(ReadOnlySpan<byte> utf8, string? file) => new(TomlReader.Read(utf8, file), file);

    /// <summary>The name of the registry of a package, and what the configuration itself says of it; null where nothing does.</summary>
    /// <param name="package"><c>namespace:name</c>.</param>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>: no registry is configured for it.</exception>
    public (string Registry, PackageRegistry? Known) Find(string package)
    {
        string space = package[..package.IndexOf(':', StringComparison.Ordinal)];
        DocNode? entry = Get(Get(_root, "package_registry_overrides"), package) ?? Get(Get(_root, "namespace_registries"), space);
        if (entry is { Kind: DocKind.Mapping })
        {
            string name = Text(Get(entry, "registry"), "registry", entry);
            DocNode? oci = Get(Get(entry, "metadata"), "oci");
            string host = Get(oci, "registry") is { } given ? Text(given, "registry", given) : name;
            return (name, new PackageRegistry(name, Host(host, entry), Get(oci, "namespacePrefix") is { } prefix ? Text(prefix, "namespacePrefix", prefix) : string.Empty));
        }

        string? registry = entry is not null ? Text(entry, space, entry)
            : Get(_root, "default_registry") is { } fallback ? Text(fallback, "default_registry", fallback)
            : s_builtIn.GetValueOrDefault(space);
        return registry is null
            ? throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"no registry is configured for the packages of '{space}'", _file is null ? null : new ErrorLocation { File = _file }, $"in wkg's config.toml: [namespace_registries] {space} = \"HOST\"")
            : (Host(registry, entry ?? _root), null);
    }

    /// <summary>The login that the configuration has for a registry, before those of <paramref name="others"/>.</summary>
    public IRegistryCredentials Credentials(IRegistryCredentials? others) => new ConfiguredLogins(this, others);

    /// <summary>Registries that the configuration asks without encryption.</summary>
    public IEnumerable<string> PlainHttpHosts => Get(_root, "registry") is { Kind: DocKind.Mapping } all
        ? all.Keys.Select(key => key.Text).Where(host => Get(Get(Get(all, host), "oci"), "protocol")?.Text == "http")
        : [];

    private static DocNode? Get(DocNode? map, string key)
    {
        int at = map is { Kind: DocKind.Mapping } ? map.Keys.FindIndex(each => each.Text == key) : -1;
        return at < 0 ? null : map!.Items[at];
    }

    private string Text(DocNode? node, string what, DocNode at) => node is { Kind: DocKind.Text, Text.Length: > 0 }
        ? node.Text
        : throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"'{what}' is no text", ErrorLocation.AtLine(_file, at.Line, at.Column));

    private string Host(string text, DocNode at) => OciReference.TryParse($"{OciReference.Scheme}{text}/x", out _)
        ? text
        : throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"'{Transport.CleanText.Of(text)}' is no registry", ErrorLocation.AtLine(_file, at.Line, at.Column));

    private sealed class ConfiguredLogins(WkgConfig config, IRegistryCredentials? others) : IRegistryCredentials
    {
        public RegistryLogin? Find(string host)
        {
            DocNode? auth = Get(Get(Get(Get(config._root, "registry"), host), "oci"), "auth");
            if (auth is { Kind: DocKind.Mapping })
            {
                return new RegistryLogin { User = Get(auth, "username")?.Text, Password = Get(auth, "password")?.Text, Where = config._file! };
            }

            if (auth is { Kind: DocKind.Text })
            {
                var bytes = new byte[auth.Text.Length];
                string pair = Convert.TryFromBase64String(auth.Text, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : string.Empty;
                int colon = pair.IndexOf(':', StringComparison.Ordinal);
                return colon > 0
                    ? new RegistryLogin { User = pair[..colon], Password = pair[(colon + 1)..], Where = config._file! }
                    : throw new ComposeException(ErrorCodes.Source.InvalidCredentials, "'auth' is not user:password in base64", ErrorLocation.AtLine(config._file, auth.Line, auth.Column));
            }

            return others?.Find(host);
        }
    }
}
