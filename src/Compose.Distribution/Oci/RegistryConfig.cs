using System.Text;
using Compose.Plans;
using Compose.Store;

namespace Compose.Distribution.Oci;

/// <summary>
/// What a host says of registries, in YAML or JSON:
/// <code>
/// registries: 1
/// hosts:
///   ghcr.io: {mirrors: [mirror.example.com/ghcr]}   # asked first when reading, in order
///   registry.lan:5000: {plain-http: true}
/// </code>
/// </summary>
public sealed record RegistryConfig
{
    /// <summary>The variable that names the file.</summary>
    public const string Variable = "COMPOSE_REGISTRIES";

    private const int MaxBytes = 1 << 20;

    private static readonly PlanObject s_root = new("registries",
    [
        new("registries", KeyUse.Required, "the version of this format: 1"),
        new("hosts", KeyUse.Optional, "host → how it is reached"),
    ]);

    private static readonly PlanObject s_host = new("host",
    [
        new("mirrors", KeyUse.Optional, "registries that are asked first when reading: host or host/prefix"),
        new("plain-http", KeyUse.Optional, "true: it is asked without encryption"),
    ]);

    /// <summary>By host.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<string>>(0);

    public IReadOnlySet<string> PlainHttp { get; init; } = new HashSet<string>(0);

    /// <summary>The file of <c>COMPOSE_REGISTRIES</c>, else <c>$XDG_CONFIG_HOME/compose/registries.yaml</c>, else that below <c>~/.config</c>; nothing where there is none.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>.</exception>
    public static RegistryConfig OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return ReadFile(named) ?? throw new ComposeException(ErrorCodes.Source.InvalidConfig, "there is no such file", new ErrorLocation { File = named }, $"{Variable} names it");
        }

        string? folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathRooted(config) ? config
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, ".config")
            : null;
        return folder is null ? new RegistryConfig() : ReadFile(Path.Combine(folder, "compose", "registries.yaml")) ?? new RegistryConfig();
    }

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>, one error for each fault.</exception>
    public static RegistryConfig? ReadFile(string path) => ContentStore.TryRead(path) is { } bytes ? Read(bytes, path) : null;

    /// <summary>Reads bytes.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>, one error for each fault.</exception>
    public static RegistryConfig Read(ReadOnlySpan<byte> utf8, string? file)
    {
        var errors = new ErrorBag(file);
        try
        {
            string text = utf8.Length <= MaxBytes ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8) : throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"the file has more than {MaxBytes} bytes", new ErrorLocation { File = file });
            DocNode root = text.AsSpan().TrimStart() is ['{', ..] ? JsonDocument.Read(text, file) : YamlDocument.Read(text, file);
            RegistryConfig config = Read(root, errors);
            return errors.HasErrors ? throw new ComposeException(errors.Errors) : config;
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidConfig, "the file is not UTF-8 text", new ErrorLocation { File = file });
        }
        catch (ComposeException e)
        {
            throw new ComposeException([.. e.Errors.Select(error => error with { Code = ErrorCodes.Source.InvalidConfig })]);
        }
    }

    private static RegistryConfig Read(DocNode root, ErrorBag errors)
    {
        var mirrors = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var plain = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!Fields.TryOpen(root, s_root, string.Empty, errors, out Fields fields))
        {
            return new RegistryConfig();
        }

        if (fields["registries"] is { Text: not "1" } version)
        {
            errors.Add(ErrorCodes.Source.InvalidConfig, $"version {version.Text} of this format is not known", version.Mark("registries"), "registries: 1");
        }

        if (fields["hosts"] is { Kind: DocKind.Mapping } hosts)
        {
            for (int i = 0; i < hosts.Keys.Count; i++)
            {
                string host = hosts.Keys[i].Text, path = Fields.Join("hosts", host);
                if (!Fields.TryOpen(hosts.Items[i], s_host, path, errors, out Fields entry))
                {
                    continue;
                }

                if (entry["plain-http"] is { } http && http.Text == "true")
                {
                    plain.Add(host);
                }

                if (entry["mirrors"] is { } list)
                {
                    mirrors[host] = ReadMirrors(list, path + ".mirrors", errors);
                }
            }
        }

        return new RegistryConfig { Mirrors = mirrors, PlainHttp = plain };
    }

    private static List<string> ReadMirrors(DocNode list, string path, ErrorBag errors)
    {
        var mirrors = new List<string>();
        foreach (DocNode item in list.Kind == DocKind.Sequence ? list.Items : [list])
        {
            if (item.Kind == DocKind.Text && OciReference.TryParse($"{OciReference.Scheme}{item.Text.TrimEnd('/')}/x", out _))
            {
                mirrors.Add(item.Text);
            }
            else
            {
                errors.Add(ErrorCodes.Source.InvalidConfig, $"'{Transport.CleanText.Of(item.Text)}' is no registry", item.Mark(path), "HOST or HOST/PREFIX");
            }
        }

        return mirrors;
    }
}
