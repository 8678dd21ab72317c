using System.Text;

namespace Compose.Plans;

/// <summary>
/// Reads a host policy, written in YAML or JSON:
/// <code>
/// allow: [stdin, stdout, stderr, clocks]     # absent: everything
/// deny: [sockets]
/// determinism: audit                         # the least strict mode
/// tenant: acme
/// engine: wasmtime
/// read-only-dirs: true
/// roots: [/srv/data, {path: /srv/input, read-only: true}]   # absent: directories anywhere
/// ceilings:                                  # as capabilities of a plan; grants stay within
///   - sockets: {connect: ["10.0.0.0/8:5432"]}
///   - http: {allow: ["https://*.example.com"], calls: 1000}
/// limits: {memory: 512MiB, time: 60s, io-operations: 10000}
/// </code>
/// </summary>
public static class HostPolicyReader
{
    /// <summary>The keys of a host policy.</summary>
    public static PlanObject Shape { get; } = new("host policy",
    [
        new("allow", KeyUse.Optional, "capabilities that may be granted; absent: all"),
        new("deny", KeyUse.Optional, "capabilities that are never granted"),
        new("determinism", KeyUse.Optional, "the least strict mode: strict, audit or relaxed"),
        new("tenant", KeyUse.Optional, "the only tenant whose plans are run"),
        new("engine", KeyUse.Optional, "the engine that runs every plan: clr or wasmtime"),
        new("read-only-dirs", KeyUse.Optional, "true: directories are opened for reading only"),
        new("roots", KeyUse.Optional, "folders below which directories may be opened; absent: anywhere"),
        new("ceilings", KeyUse.Optional, "capabilities with the parameters and terms that no grant goes beyond"),
        new("limits", KeyUse.Optional, "ceilings of any run"),
    ]);

    /// <summary>The keys of a root that is more than a path.</summary>
    internal static PlanObject RootShape { get; } = new("root",
    [
        new("path", KeyUse.Required, "the folder; a relative one counts from the policy's own folder"),
        new("read-only", KeyUse.Optional, "true: directories below it are opened for reading only"),
    ]);

    /// <summary>Reads a policy file.</summary>
    /// <exception cref="ComposeException">The file cannot be read, or all that is wrong with it, with line and column.</exception>
    public static HostPolicy ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"the policy {path} cannot be read: {e.Message}", new ErrorLocation { File = path });
        }
    }

    /// <summary>Reads a policy from bytes.</summary>
    public static HostPolicy Read(ReadOnlySpan<byte> utf8, string? file = null)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8.Length <= PlanLimits.MaxBytesV1 ? utf8 : throw new ComposeException(ErrorCodes.Plan.LimitExceeded, "the policy is too long", new ErrorLocation { File = file }));
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidSyntax, "the policy is not UTF-8 text", new ErrorLocation { File = file });
        }

        var root = text.AsSpan().TrimStart() is ['{', ..] ? JsonDocument.Read(text, file) : YamlDocument.Read(text, file);
        var errors = new ErrorBag(file);
        string folder = file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!;
        var policy = AuthoredPlanReader.ReadHostPolicy(root, folder, errors);
        return errors.HasErrors ? throw new ComposeException(errors.Errors) : policy with { File = file };
    }
}
