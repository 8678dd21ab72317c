using System.CommandLine;
using Compose.Exec;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>The options of `exec run` and `exec invoke`: grants for a bare component, limits for anything.</summary>
internal sealed class ExecFlags
{
    private readonly Option<string[]> _dirs = new("--dir")
    {
        Description = "Open a folder of the host for a bare component; :ro makes it read-only. Repeatable.",
        HelpName = "HOST::GUEST[:ro]",
    };

    private readonly Option<string[]> _env = new("--env")
    {
        Description = "Give a bare component an environment variable; a name alone takes the value from here. Repeatable.",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string[]> _caps = new("--cap")
    {
        Description = "Grant a bare component a capability beyond the standard streams, arguments, clocks and random, with parameters as in a plan: 'sockets{connect: 127.0.0.1:9000}'. Repeatable.",
        HelpName = "NAME[{…}]",
    };

    private readonly Option<string?> _memory = new("--memory") { Description = "Most memory of all instances together (default 1GiB).", HelpName = "SIZE" };

    private readonly Option<long?> _fuel = new("--fuel") { Description = "Stop after about so many instructions.", HelpName = "N" };

    private readonly Option<string?> _cpu = new("--cpu") { Description = "Stop after this processor time: 500ms, 10s, 2m.", HelpName = "TIME" };

    private readonly Option<string?> _timeout = new("--time", "--timeout") { Description = "Stop after this time: 500ms, 10s, 2m.", HelpName = "TIME" };

    private readonly Option<long?> _operations = new("--io-operations", "--operations") { Description = "Most calls to the host by one instance.", HelpName = "N" };

    private readonly Option<string?> _output = new("--max-output") { Description = "Most bytes that one instance may write.", HelpName = "SIZE" };

    private readonly Option<long?> _tables = new("--max-table-elements") { Description = "Most elements of all tables together.", HelpName = "N" };

    private readonly Option<int?> _handles = new("--max-handles", "--handles") { Description = "Most handles of host resources that one instance may hold.", HelpName = "N" };

    private readonly Option<int?> _openFiles = new("--max-open-files", "--open-files") { Description = "Most files, folders and sockets that one instance may have open.", HelpName = "N" };

    private readonly Option<string?> _determinism = new("--determinism")
    {
        Description = "strict: virtual clocks, seeded random numbers, nothing of this machine; audit: every answer of the host is recorded; relaxed. A stricter mode of the plan wins.",
        HelpName = "MODE",
    };

    private readonly Option<string?> _record = new("--record")
    {
        Description = "Record every answer of the host to this file, for `exec replay` (implies --determinism audit, which records to the store); `exec serve` makes it a folder, with a file for each request.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _traceEdges = new("--trace-edges") { Description = "Tell of every call between instances: an event and a span each, and totals at the end." };

    private readonly Option<string?> _recordEdges = new("--record-edges") { Description = "Write every call between instances with its values to this file; slow.", HelpName = "FILE" };

    private readonly Option<string?> _metrics = new("--metrics") { Description = "Write the metrics of the run to this file, for `metrics list` and `metrics export`.", HelpName = "FILE" };

    private readonly Option<string?> _otlp = new("--otlp") { Description = "Export spans and metrics by OTLP to this collector, http://localhost:4318 (or as OTEL_EXPORTER_OTLP_ENDPOINT and its like say).", HelpName = "URL" };

    private readonly Option<bool> _strict = new("--strict") { Description = "Run deterministically: virtual clocks, seeded random numbers." };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "The seed of a deterministic run (implies --strict).", HelpName = "N" };

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "auto: the result of an equal strict run is given again without running (default); refresh: run, and keep the new result; off.",
        HelpName = "MODE",
    };

    private readonly Option<bool> _noCache = new("--no-cache") { Description = "The same as --cache off." };

    private readonly Option<string?> _attestKey = new("--attest-key") { Description = "What guests claim by std:attest is signed with this private key: a file, or an address as for `trust sign`.", HelpName = "KEY" };

    public EngineFlags Engines { get; } = new();

    /// <summary>The limit on time by itself, for verbs that take no other.</summary>
    public Option<string?> Timeout => _timeout;

    public void AddTo(Command command)
    {
        Engines.AddTo(command);
        foreach (Option option in new Option[] { _dirs, _env, _caps, _memory, _tables, _cpu, _fuel, _timeout, _operations, _output, _handles, _openFiles, _strict, _seed, _determinism, _record, _traceEdges, _recordEdges, _metrics, _otlp })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Options of single runs, which are nothing to a server.</summary>
    public void AddRunTo(Command command)
    {
        command.Options.Add(_cache);
        command.Options.Add(_noCache);
        AddAttestTo(command);
    }

    /// <summary>The key that signs what guests claim.</summary>
    public void AddAttestTo(Command command) => command.Options.Add(_attestKey);

    public IReadOnlyList<DirectoryGrant> Directories(ParseResult parsed) => [.. (parsed.GetValue(_dirs) ?? []).Select(Directory)];

    public IReadOnlyList<KeyValuePair<string, string>> Variables(ParseResult parsed) => [.. (parsed.GetValue(_env) ?? []).Select(Variable)];

    public IReadOnlyList<string> Capabilities(ParseResult parsed) => parsed.GetValue(_caps) ?? [];

    public ExecLimits Limits(ParseResult parsed) => new()
    {
        MemoryBytes = parsed.GetValue(_memory) is { } memory ? Quantities.Bytes(memory, "--memory") : ExecLimits.Default.MemoryBytes,
        Fuel = Positive(parsed.GetValue(_fuel), "--fuel"),
        Cpu = parsed.GetValue(_cpu) is { } cpu ? Quantities.Time(cpu, "--cpu") : null,
        TableElements = (ulong?)Positive(parsed.GetValue(_tables), "--max-table-elements"),
        Timeout = parsed.GetValue(_timeout) is { } time ? Quantities.Time(time, "--time") : null,
        Operations = Positive(parsed.GetValue(_operations), "--io-operations"),
        Handles = (int?)Positive(parsed.GetValue(_handles), "--max-handles"),
        OpenFiles = (int?)Positive(parsed.GetValue(_openFiles), "--max-open-files"),
        OutputBytes = parsed.GetValue(_output) is { } output ? checked((long)Quantities.Bytes(output, "--max-output")) : null,
    };

    /// <summary>The seed of a deterministic run, or null for an ordinary one.</summary>
    public byte[]? StrictSeed(ParseResult parsed)
    {
        ulong? seed = parsed.GetValue(_seed);
        return seed is null && !parsed.GetValue(_strict) ? null : BitConverter.GetBytes(seed ?? 0);
    }

    /// <summary>The determinism mode that the caller wants; recording wants audit.</summary>
    public DeterminismMode Determinism(ParseResult parsed)
    {
        DeterminismMode mode = parsed.GetValue(_determinism) switch
        {
            null => Record(parsed) is null ? DeterminismMode.Relaxed : DeterminismMode.Audit,
            "strict" => DeterminismMode.Strict,
            "audit" => DeterminismMode.Audit,
            "relaxed" => DeterminismMode.Relaxed,
            string other => throw Usage($"--determinism knows no mode '{other}': strict, audit or relaxed"),
        };
        return Record(parsed) is null || mode == DeterminismMode.Audit ? mode
            : throw Usage("--record needs --determinism audit: a strict run is repeated by running it again, a relaxed one records nothing");
    }

    /// <summary>The file that the answers of the host are recorded to.</summary>
    public string? Record(ParseResult parsed) => parsed.GetValue(_record);

    public bool TraceEdges(ParseResult parsed) => parsed.GetValue(_traceEdges);

    /// <summary>The file that calls between instances are written to.</summary>
    public string? RecordEdges(ParseResult parsed) => parsed.GetValue(_recordEdges);

    /// <summary>The file that the metrics of the run are written to.</summary>
    public string? Metrics(ParseResult parsed) => parsed.GetValue(_metrics);

    /// <summary>The key that signs claims of guests, opened; null where none is named.</summary>
    public SignerSession? AttestKey(ParseResult parsed) => parsed.GetValue(_attestKey) is { } key ? SignerSession.Open(key) : null;

    /// <summary>The exec cache in the store as the flags say, and whether it is only written.</summary>
    public (ExecCache? Cache, bool Refreshes) Cache(ParseResult parsed, Action<ComposeError> warn)
    {
        string mode = parsed.GetValue(_noCache) ? "off" : parsed.GetValue(_cache) ?? "auto";
        return mode switch
        {
            "auto" or "refresh" => (StoreFolder.Open(parsed, warn) is { } store ? ExecOptions.OpenCache(store) : null, mode == "refresh"),
            "off" => (null, false),
            _ => throw Usage($"--cache knows no mode '{mode}': auto, refresh or off"),
        };
    }

    /// <summary>The collector that spans and metrics go to, or null.</summary>
    public string? Otlp(ParseResult parsed) => parsed.GetValue(_otlp);

    private static long? Positive(long? value, string name) => value is null or > 0 ? value : throw Usage($"{name} wants a number above 0");

    private static DirectoryGrant Directory(string text)
    {
        string rest = text;
        bool readOnly = rest.EndsWith(":ro", StringComparison.Ordinal);
        if (readOnly)
        {
            rest = rest[..^3];
        }

        int colons = rest.IndexOf("::", StringComparison.Ordinal);
        string host = colons < 0 ? rest : rest[..colons], guest = colons < 0 ? rest : rest[(colons + 2)..];
        if (host.Length == 0 || guest.Length == 0)
        {
            throw Usage($"--dir wants HOST::GUEST, not '{text}'");
        }

        return new DirectoryGrant(Path.GetFullPath(host), guest, readOnly);
    }

    private static KeyValuePair<string, string> Variable(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals == 0 || text.Length == 0)
        {
            throw Usage($"--env wants NAME=VALUE, not '{text}'");
        }

        return equals < 0
            ? new(text, Environment.GetEnvironmentVariable(text) ?? throw Usage($"--env {text}: there is no such variable here"))
            : new(text[..equals], text[(equals + 1)..]);
    }

    internal static ComposeException Usage(string message) => new(ErrorCodes.Generic.Usage, message, hint: "see composectl exec run --help");
}
