using System.Text.Json.Nodes;
using System.Threading.Channels;
using Compose.Signing;

namespace Compose.Provenance;

/// <summary>
/// States what a server served, signed: one attestation for each revision, and, if asked, one for each batch of its
/// requests, by the Merkle root of their receipts. Each line that is written is a Sigstore bundle, and names the one before
/// it by digest, so that none can be left out unseen. Signing is done beside the requests: a key may be behind a network.
/// </summary>
public sealed class ServiceAttester : IReceiptSink, IDisposable
{
    /// <summary>Predicate of what is served from now on.</summary>
    public const string RevisionType = "https://compose.dev/attestation/service/v1";

    /// <summary>Predicate of a batch of requests.</summary>
    public const string RequestsType = "https://compose.dev/attestation/requests/v1";

    /// <summary>Most requests of a batch.</summary>
    public const int MaxBatch = 10_000;

    // Batches that wait for the signer; beyond, requests wait for it.
    private const int MaxWaiting = 64;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly ISigner _signer;
    private readonly Stream _output;
    private readonly IReceiptSink? _next;
    private readonly Func<Receipt, byte[]> _encode;
    private readonly Action<ComposeError> _problem;
    private readonly TimeProvider _time;
    private readonly int _batch;
    private readonly Lock _gate = new();
    private readonly Channel<Func<InTotoStatement>> _statements = Channel.CreateBounded<Func<InTotoStatement>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _writing;
    private readonly ITimer? _timer;
    private List<(byte[] Line, Receipt Receipt)> _waiting = [];
    private long _revisions;
    private long _requests;
    private string? _previous;

    /// <param name="signer">Signs; the caller's.</param>
    /// <param name="output">Takes the lines; the caller's.</param>
    /// <param name="encode">The bytes of a receipt that are hashed: those of its line in a file of receipts, without the end of line.</param>
    /// <param name="batch">Requests that one attestation covers at most; 0 attests none. What waits for a minute is attested, too.</param>
    /// <param name="next">Takes every receipt first, in the order of the batches; null for nobody.</param>
    /// <param name="problem">Told what could not be signed or written; any thread.</param>
    /// <param name="time">The clock of statements.</param>
    public ServiceAttester(ISigner signer, Stream output, Func<Receipt, byte[]> encode, int batch, IReceiptSink? next, Action<ComposeError> problem, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, MaxBatch);
        _signer = signer;
        _output = output;
        _next = next;
        _encode = encode;
        _problem = problem;
        _time = time ?? TimeProvider.System;
        _batch = batch;
        _writing = Task.Run(WriteAsync);
        _timer = batch == 0 ? null : _time.CreateTimer(static state => ((ServiceAttester)state!).Flush(), this, s_longest, s_longest);
    }

    /// <summary>Something is served from now on.</summary>
    /// <param name="facts">The artifact, its plan and components.</param>
    /// <param name="tenant">For whom; null for nobody in particular.</param>
    /// <param name="engine">The engine's fingerprint.</param>
    /// <param name="determinism">The mode in force.</param>
    public void Serve(CompositionFacts facts, string? tenant, string engine, DeterminismMode determinism)
    {
        lock (_gate)
        {
            Cut();
            var predicate = new JsonObject
            {
                ["revision"] = ++_revisions,
                ["plan"] = facts.Plan.Hex,
                ["trust"] = facts.Label.ToString(),
                ["engine"] = engine,
                ["determinism"] = determinism.ToString().ToLowerInvariant(),
                ["components"] = new JsonArray([.. facts.Components.Select(component => (JsonNode)new JsonObject { ["id"] = component.Key, ["sha256"] = component.Value.Hex })]),
                ["time"] = new JsonObject { ["since-ms"] = _time.GetUtcNow().ToUnixTimeMilliseconds() },
            };
            if (tenant is not null)
            {
                predicate["tenant"] = tenant;
            }

            Enqueue(() => new InTotoStatement([new StatementSubject(facts.Name, facts.Artifact)], RevisionType, predicate));
        }
    }

    /// <inheritdoc/>
    public void Add(Receipt receipt)
    {
        lock (_gate)
        {
            _next?.Add(receipt);
            if (_batch == 0 || receipt.Operation != Receipt.Exec)
            {
                return;
            }

            _waiting.Add((_encode(receipt), receipt));
            if (_waiting.Count >= _batch)
            {
                Cut();
            }
        }
    }

    /// <summary>Attests the requests that wait for their batch to be full.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            Cut();
        }
    }

    /// <summary>Attests what waits, and waits until all is written.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Flush();
        _statements.Writer.TryComplete();
        _writing.GetAwaiter().GetResult();
    }

    private void Cut()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        List<(byte[] Line, Receipt Receipt)> batch = _waiting;
        _waiting = [];
        long first = _requests + 1;
        _requests += batch.Count;
        Enqueue(() => StatementOf(batch, first));
    }

    private void Enqueue(Func<InTotoStatement> statement)
    {
        if (!_statements.Writer.TryWrite(statement))
        {
            _statements.Writer.WriteAsync(statement).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>What a batch is: which artifacts answered, how many requests, how they ended, and the root over their receipts (RFC 6962).</summary>
    private static InTotoStatement StatementOf(List<(byte[] Line, Receipt Receipt)> batch, long first)
    {
        var artifacts = new SortedSet<Digest>();
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((_, Receipt receipt) in batch)
        {
            outcomes[receipt.Outcome] = outcomes.GetValueOrDefault(receipt.Outcome) + 1;
            foreach ((string name, Digest digest) in receipt.Inputs)
            {
                if (name == "component")
                {
                    artifacts.Add(digest);
                }
            }
        }

        var counts = new JsonObject();
        foreach ((string outcome, int count) in outcomes)
        {
            counts[outcome] = count;
        }

        var predicate = new JsonObject
        {
            ["first"] = first,
            ["count"] = batch.Count,
            ["root"] = MerkleTree.Root([.. batch.Select(each => each.Line)]).Hex,
            ["outcomes"] = counts,
        };
        return new InTotoStatement([.. artifacts.Select(artifact => new StatementSubject("artifact", artifact))], RequestsType, predicate);
    }

    private async Task WriteAsync()
    {
        await foreach (Func<InTotoStatement> make in _statements.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                InTotoStatement statement = make();
                if (_previous is not null)
                {
                    statement.Predicate["previous"] = _previous;
                }

                byte[] line = BundleSigner.SignStatement(statement, _signer, []);
                _output.Write(line);
                _output.Flush();
                _previous = Digest.Of(line).Hex;
            }
            catch (ComposeException failure)
            {
                _problem(failure.Error with { Message = $"an attestation could not be signed: {failure.Error.Message}", IsWarning = true });
            }
            catch (IOException failure)
            {
                _problem(new ComposeError(ErrorCodes.Generic.InvalidInput, $"an attestation could not be written: {failure.Message}") { IsWarning = true });
            }
        }
    }
}
