using System.CommandLine;
using System.Net;
using Compose.Provenance;

namespace Compose.CommandLine;

/// <summary>The options of `exec serve` beyond those of `exec run`.</summary>
internal sealed class ServeFlags
{
    private readonly Option<int> _port = new("--port") { Description = "The port to listen on; 0 takes a free one (default 8080).", HelpName = "N", DefaultValueFactory = _ => 8080 };

    private readonly Option<string?> _address = new("--addr") { Description = "The address to listen on, ADDRESS or ADDRESS:PORT (default 127.0.0.1).", HelpName = "ADDR" };

    private readonly Option<string?> _admin = new("--admin") { Description = "Where /healthz, /readyz and /metrics are answered: PORT or ADDRESS:PORT.", HelpName = "ADDR" };

    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "Listen by TLS with this certificate (PEM, the chain after it).", HelpName = "FILE" };

    private readonly Option<string?> _key = new("--tls-key") { Description = "The private key of the certificate (PEM).", HelpName = "FILE" };

    private readonly Option<int> _reuse = new("--reuse") { Description = "Let an instance answer so many requests (default 1: a new one for each).", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _instances = new("--max-instances") { Description = "Instances under way at once (default 128); more requests wait.", HelpName = "N", DefaultValueFactory = _ => 128 };

    private readonly Option<int> _queue = new("--max-queue") { Description = "Requests that may wait (default 4096); more are answered with 503.", HelpName = "N", DefaultValueFactory = _ => 4096 };

    private readonly Option<string> _timeout = new("--request-timeout") { Description = "Stop the instance of a request after this time (default 60s; `none` for never).", HelpName = "TIME", DefaultValueFactory = _ => "60s" };

    private readonly Option<string?> _requestBody = new("--max-request-body") { Description = "Most bytes of a request's body (default 30MB; `none` for any number).", HelpName = "SIZE" };

    private readonly Option<string?> _responseBody = new("--max-response-body") { Description = "Most bytes of a response's body (default any number).", HelpName = "SIZE" };

    private readonly Option<long?> _connections = new("--max-connections") { Description = "Most connections at once (default any number).", HelpName = "N" };

    private readonly Option<string> _drain = new("--drain") { Description = "After SIGTERM, how long requests under way may take (default 30s).", HelpName = "TIME", DefaultValueFactory = _ => "30s" };

    private readonly Option<bool> _watch = new("--watch") { Description = "Serve the plan as it becomes when its files change (SIGHUP does so once)." };

    private readonly Option<string?> _attest = new("--attest") { Description = "With --attest-key: where attestations of what is served go, one a line (default: attestations.sigstore.jsonl in the store's folder).", HelpName = "FILE" };

    private readonly Option<int?> _attestRequests = new("--attest-requests") { Description = "With --attest-key: also attest the requests, so many at a time, by the receipts of their runs; what waits for a minute is attested, too.", HelpName = "N" };

    public Argument<string> Target { get; } = new("TARGET") { Description = "A plan, an artifact of `emit build`, or any component that exports wasi:http/incoming-handler: a file, an address or a digest." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _port, _address, _admin, _certificate, _key, _reuse, _instances, _queue, _timeout, _requestBody, _responseBody, _connections, _drain, _watch, _attest, _attestRequests,
        })
        {
            command.Options.Add(option);
        }
    }

    public IPEndPoint Address(ParseResult parsed)
    {
        int port = parsed.GetValue(_port);
        return parsed.GetValue(_address) is { } text ? Parse(text, port, "--addr") : At(IPAddress.Loopback, port, "--port");
    }

    public IPEndPoint? Admin(ParseResult parsed) => parsed.GetValue(_admin) is not { } text ? null
        : int.TryParse(text, out int port) ? At(IPAddress.Loopback, port, "--admin")
        : Parse(text, 0, "--admin");

    public (string Certificate, string Key)? Tls(ParseResult parsed)
    {
        string? certificate = parsed.GetValue(_certificate), key = parsed.GetValue(_key);
        return certificate is null && key is null ? null
            : certificate is null || key is null ? throw Usage("--tls-cert and --tls-key belong together")
            : (certificate, key);
    }

    public int Reuse(ParseResult parsed) => Positive(parsed.GetValue(_reuse), "--reuse");

    public int MaxInstances(ParseResult parsed) => Positive(parsed.GetValue(_instances), "--max-instances");

    public int MaxQueue(ParseResult parsed) => Positive(parsed.GetValue(_queue), "--max-queue");

    public TimeSpan? RequestTimeout(ParseResult parsed) => parsed.GetValue(_timeout) is "none" ? null : Quantities.Time(parsed.GetValue(_timeout)!, "--request-timeout");

    public long? MaxRequestBytes(ParseResult parsed) => parsed.GetValue(_requestBody) switch
    {
        null => 30_000_000,
        "none" => null,
        var text => checked((long)Quantities.Bytes(text, "--max-request-body")),
    };

    public long? MaxResponseBytes(ParseResult parsed) =>
        parsed.GetValue(_responseBody) is { } text ? checked((long)Quantities.Bytes(text, "--max-response-body")) : null;

    public long? MaxConnections(ParseResult parsed) => parsed.GetValue(_connections) is { } most ? Positive((int)Math.Min(most, int.MaxValue), "--max-connections") : null;

    public TimeSpan DrainTime(ParseResult parsed) => Quantities.Time(parsed.GetValue(_drain)!, "--drain");

    public bool Watches(ParseResult parsed) => parsed.GetValue(_watch);

    /// <summary>The file of attestations; null for that of the store.</summary>
    public string? Attest(ParseResult parsed) => parsed.GetValue(_attest);

    /// <summary>Requests that one attestation covers; 0 attests none.</summary>
    public int AttestRequests(ParseResult parsed) => parsed.GetValue(_attestRequests) switch
    {
        null => 0,
        int count when count is >= 1 and <= ServiceAttester.MaxBatch => count,
        int other => throw Usage($"--attest-requests wants a number from 1 to {ServiceAttester.MaxBatch}, not {other}"),
    };

    private static IPEndPoint Parse(string text, int port, string option)
    {
        if (IPAddress.TryParse(text.Trim('[', ']'), out IPAddress? address))
        {
            return At(address, port, option);
        }

        return text.StartsWith("localhost", StringComparison.Ordinal) && IPEndPoint.TryParse("127.0.0.1" + text["localhost".Length..], out IPEndPoint? local)
            ? At(local.Address, text == "localhost" ? port : local.Port, option)
            : IPEndPoint.TryParse(text, out IPEndPoint? point) ? point : throw Usage($"{option} wants an address such as 0.0.0.0, [::1]:8080 or 127.0.0.1:8080, not '{text}'");
    }

    private static IPEndPoint At(IPAddress address, int port, string option) =>
        port is >= 0 and <= 65_535 ? new IPEndPoint(address, port) : throw Usage($"{option} wants a port from 0 to 65535, not {port}");

    private static int Positive(int value, string option) => value > 0 ? value : throw Usage($"{option} wants a number above 0");

    private static ComposeException Usage(string message) => new(ErrorCodes.Generic.Usage, message, hint: "see composectl exec serve --help");
}
