using System.Diagnostics.CodeAnalysis;

namespace Compose.Plans;

/// <summary>
/// The names by which plans and host policies speak of host interfaces. A name outside the list is the interface
/// (<c>acme:log/sink</c>) or package (<c>acme:log</c>) itself.
/// </summary>
public static class CapabilityVocabulary
{
    /// <summary><c>wasi:cli/environment</c> carries variables and arguments; the plan gives them apart.</summary>
    public const string Environment = "wasi:cli/environment";

    /// <summary>Not an interface of WASI 0.2: the arguments half of <see cref="Environment"/>.</summary>
    public const string Arguments = "wasi:cli/arguments";

    public const string Filesystem = "wasi:filesystem";

    /// <summary>Reading the value of a secret: never part of a larger capability.</summary>
    public const string Reveal = "std:secrets/reveal";

    public const string Sockets = "wasi:sockets";

    public const string Http = "wasi:http";

    /// <summary>The list, in the order of the documentation.</summary>
    public static IReadOnlyList<CapabilityEntry> Entries { get; } =
    [
        new("wasi:cli/stdin", "stdin", "read standard input", ["wasi:cli/stdin"]),
        new("wasi:cli/stdout", "stdout", "write standard output", ["wasi:cli/stdout"]),
        new("wasi:cli/stderr", "stderr", "write standard error", ["wasi:cli/stderr"]),
        new("wasi:cli/terminal", "terminal", "learn whether the standard streams are terminals", ["wasi:cli/terminal-stdin", "wasi:cli/terminal-stdout", "wasi:cli/terminal-stderr"]),
        new(Arguments, "arguments", "see the arguments of the command line, or those in `values`", ["wasi:cli/environment"], CapabilityParameterKinds.Arguments),
        new(Environment, "environment", "see the environment variables in `vars`, and `cwd` as initial directory", ["wasi:cli/environment"], CapabilityParameterKinds.Variables | CapabilityParameterKinds.InitialDirectory),
        new("wasi:cli", null, "all of the above", ["wasi:cli/*"]),
        new("wasi:clocks", "clocks", "read clocks and wait", ["wasi:clocks/*"]),
        new("wasi:clocks/monotonic-clock", "monotonic-clock", "measure time and wait", ["wasi:clocks/monotonic-clock"]),
        new("wasi:clocks/wall-clock", "wall-clock", "read the time of day", ["wasi:clocks/wall-clock", "wasi:clocks/system-clock", "wasi:clocks/timezone"]),
        new("wasi:random", "random", "draw random numbers", ["wasi:random/*"]),
        new(Filesystem, "filesystem", "open the directories in `dirs`", ["wasi:filesystem/preopens"], CapabilityParameterKinds.Directories),
        new(Sockets, "sockets", "connect, listen, send, receive and look up names, as far as its rules go", ["wasi:sockets/*"], CapabilityParameterKinds.Allow | CapabilityParameterKinds.Sockets),
        new(Http, "http", "send HTTP requests to the hosts in `allow`", ["wasi:http/outgoing-handler", "wasi:http/client"], CapabilityParameterKinds.Allow | CapabilityParameterKinds.Http),
        new("wasi:config", "config", "read the configuration values in `vars`", ["wasi:config/*"], CapabilityParameterKinds.Variables),
        new("wasi:keyvalue", "keyvalue", "use the key-value stores in `buckets`", ["wasi:keyvalue/*"], CapabilityParameterKinds.Buckets),
        new("std:secrets", "secrets", "use the instance's secrets: sign, verify, authenticate and encrypt without seeing them", ["std:secrets/secrets", "std:secrets/signing", "std:secrets/mac", "std:secrets/encryption"]),
        new("std:secrets/bearer", "secrets-bearer", "have the host put secrets into headers of requests to the hosts in `allow`", ["std:secrets/bearer"], CapabilityParameterKinds.Allow),
        new(Reveal, "secrets-reveal", "read the values of the instance's secrets", ["std:secrets/reveal"]),
        new("std:audit", "audit", "append to the tenant's audit journal", ["std:audit/*"]),
        new("std:attest", "attest", "have the host sign the instance's own claims", ["std:attest/*"]),
        new("std:metrics", "metrics", "record metrics of its own", ["std:metrics/*"]),
        new("sys:compose/blobs", "blobs", "put, get and delete blobs of the tenant", ["sys:compose/blobs"]),
        new("sys:compose/trust", "trust", "ask what the host's trust policy says of bytes", ["sys:compose/trust"]),
        new("wasi:logging", "logging", "write lines to the host's log", ["wasi:logging/*"]),
        new("compose:dynlink", "dynlink", "link the components in `providers` at run time", ["compose:dynlink/*"], CapabilityParameterKinds.Providers),
    ];

    // Resource types, inert calls: they give nothing by themselves and are never granted or denied.
    private static readonly HashSet<string> s_inert = new(StringComparer.Ordinal)
    {
        "wasi:cli/exit", "wasi:cli/terminal-input", "wasi:cli/terminal-output", "wasi:cli/types",
        "wasi:clocks/types", "wasi:filesystem/types", "wasi:http/types", "wasi:sockets/network",
        "wasi:sockets/tcp", "wasi:sockets/udp",
    };

    /// <summary>The capabilities that a bare component is granted without asking (an implicit plan).</summary>
    public static IReadOnlyList<string> ImplicitGrants { get; } =
        ["wasi:cli/arguments", "wasi:cli/stderr", "wasi:cli/stdin", "wasi:cli/stdout", "wasi:clocks", "wasi:random"];

    /// <summary>Finds an entry by its short or full name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out CapabilityEntry? entry)
    {
        foreach (var candidate in Entries)
        {
            if (candidate.ShortName == name || candidate.Name == name)
            {
                entry = candidate;
                return true;
            }
        }

        entry = null;
        return false;
    }

    /// <summary>
    /// The full form of a name as written: a short name becomes its full name, a name of an interface or package stays.
    /// </summary>
    public static bool TryResolve(string written, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (TryFind(written, out var entry))
        {
            name = entry.Name;
            return true;
        }

        int colon = written.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == written.Length - 1 || written.AsSpan(colon + 1).Contains(':'))
        {
            return false;
        }

        foreach (char c in written)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '/' or '-' or '.' or '@' or '+'))
            {
                return false;
            }
        }

        if (written.Contains('/', StringComparison.Ordinal) && !CapabilityName.TryParse(written, out _))
        {
            return false;
        }

        name = written;
        return true;
    }

    /// <summary>True if the capability (a full name) gives authority over the imported interface.</summary>
    public static bool Covers(string capability, CapabilityName import)
    {
        if (!TryFind(capability, out var entry))
        {
            return CapabilityName.TryParse(capability, out var exact)
                ? exact.Track == import.Track && (exact.Version is null || exact.Version == import.Version)
                : capability == import.Package;
        }

        foreach (string pattern in entry.Interfaces)
        {
            if (pattern == import.Track || (pattern.EndsWith("/*", StringComparison.Ordinal) && pattern.AsSpan(0, pattern.Length - 2).SequenceEqual(import.Package)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True if a capability allowed by a host policy includes another: itself, an interface of its package, or one half
    /// of a shared interface.
    /// </summary>
    public static bool Includes(string allowed, string capability)
    {
        if (allowed == capability)
        {
            return true;
        }

        bool isPackage = !allowed.Contains('/', StringComparison.Ordinal);
        return isPackage && capability.StartsWith(allowed, StringComparison.Ordinal) && capability.Length > allowed.Length && capability[allowed.Length] == '/';
    }

    /// <summary>
    /// True for interfaces that give no authority of their own: the resource types of WASI, <c>wasi:io</c> and
    /// <c>wasi:cli/exit</c>.
    /// </summary>
    public static bool IsInert(CapabilityName import) => import.Package == "wasi:io" || s_inert.Contains(import.Track);
}
