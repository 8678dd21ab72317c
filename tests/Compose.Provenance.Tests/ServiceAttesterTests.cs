using System.Text;
using Compose.Signing;

namespace Compose.Provenance.Tests;

/// <summary>What a server states of what it serves and of its requests.</summary>
public sealed class ServiceAttesterTests : IDisposable
{
    private static readonly CompositionFacts s_facts = new("app.wasm", Digest.Of("artifact"u8), Digest.Of("plan"u8), [new("a", Digest.Of("a"u8))]);

    private readonly SigningKey _key = SigningKey.Create(KeyAlgorithm.Ed25519);
    private readonly MemoryStream _output = new();
    private readonly List<ComposeError> _problems = [];

    public void Dispose()
    {
        _key.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Revisions_AreOneLineEach_AndNameTheOneBefore()
    {
        using (ServiceAttester attester = Open(batch: 0))
        {
            attester.Serve(s_facts, "acme", "clr 1", DeterminismMode.Relaxed);
            attester.Add(ReceiptOf(0));
            attester.Serve(s_facts with { Artifact = Digest.Of("next"u8) }, null, "clr 1", DeterminismMode.Audit);
        }

        byte[][] lines = Lines();
        Assert.Equal(2, lines.Length);
        InTotoStatement first = Attestations.Verify(lines[0], s_facts.Artifact, _key.Key), second = Attestations.Verify(lines[1], Digest.Of("next"u8), _key.Key);
        Assert.All([first, second], statement => Assert.Equal(ServiceAttester.RevisionType, statement.PredicateType));
        Assert.Equal((1, "acme", "relaxed", s_facts.Plan.Hex), ((int)first.Predicate["revision"]!, (string)first.Predicate["tenant"]!, (string)first.Predicate["determinism"]!, (string)first.Predicate["plan"]!));
        Assert.Null(first.Predicate["previous"]);
        Assert.Equal(2, (int)second.Predicate["revision"]!);
        Assert.Equal(Digest.Of(lines[0]).Hex, (string)second.Predicate["previous"]!);
    }

    [Fact]
    public void Requests_AreAttestedByBatches_WhoseRootIsThatOfTheirReceipts()
    {
        var kept = new Kept();
        using (ServiceAttester attester = Open(batch: 4, kept))
        {
            attester.Serve(s_facts, null, "clr 1", DeterminismMode.Relaxed);
            Parallel.For(0, 10, i => attester.Add(ReceiptOf(i)));
            attester.Add(new Receipt(Receipt.Deny, "denied"));
        }

        byte[][] lines = Lines();
        Assert.Equal(4, lines.Length);
        Receipt[] runs = [.. kept.Receipts.Where(receipt => receipt.Operation == Receipt.Exec)];
        int at = 0;
        foreach (byte[] line in lines[1..])
        {
            InTotoStatement statement = Attestations.Verify(line, s_facts.Artifact, _key.Key);
            Assert.Equal(ServiceAttester.RequestsType, statement.PredicateType);
            int count = (int)statement.Predicate["count"]!;
            Assert.Equal(at + 1, (int)statement.Predicate["first"]!);
            Assert.Equal(MerkleTree.Root([.. runs[at..(at + count)].Select(Encode)]).Hex, (string)statement.Predicate["root"]!);
            Assert.Equal(count, statement.Predicate["outcomes"]!.AsObject().Sum(each => (int)each.Value!));
            at += count;
        }

        Assert.Equal(10, at);
        Assert.Equal(11, kept.Receipts.Count);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Requests_OfTwoRevisions_AreNeverInOneBatch()
    {
        using (ServiceAttester attester = Open(batch: 100))
        {
            attester.Serve(s_facts, null, "clr 1", DeterminismMode.Relaxed);
            attester.Add(ReceiptOf(1));
            attester.Serve(s_facts, null, "clr 1", DeterminismMode.Relaxed);
            attester.Add(ReceiptOf(2));
        }

        Assert.Equal(
            [ServiceAttester.RevisionType, ServiceAttester.RequestsType, ServiceAttester.RevisionType, ServiceAttester.RequestsType],
            Lines().Select(line => Attestations.Verify(line, s_facts.Artifact, _key.Key).PredicateType));
    }

    [Fact]
    public void Signer_ThatFails_LeavesAGapThatShows_AndFailsNoRequest()
    {
        using (var attester = new ServiceAttester(new Failing(_key), _output, Encode, 1, null, _problems.Add))
        {
            attester.Add(ReceiptOf(1));
            attester.Add(ReceiptOf(2));
            attester.Add(ReceiptOf(3));
        }

        Assert.Contains("could not be signed", Assert.Single(_problems).Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], Lines().Select(line => (int)Attestations.Verify(line, s_facts.Artifact, _key.Key).Predicate["first"]!));
    }

    private ServiceAttester Open(int batch, IReceiptSink? next = null) => new(_key, _output, Encode, batch, next, _problems.Add);

    private static byte[] Encode(Receipt receipt) => Encoding.UTF8.GetBytes(ReceiptJson.Of(receipt).ToJsonString());

    private static Receipt ReceiptOf(int number) => new(Receipt.Exec, number % 3 == 0 ? "exit:0" : "Exec.Trap") { Inputs = [new("component", s_facts.Artifact)], Fuel = number };

    private byte[][] Lines()
    {
        string[] lines = Encoding.UTF8.GetString(_output.ToArray()).Split('\n');
        Assert.Equal(string.Empty, lines[^1]);
        return [.. lines[..^1].Select(line => Encoding.UTF8.GetBytes(line + "\n"))];
    }

    private sealed class Kept : IReceiptSink
    {
        public List<Receipt> Receipts { get; } = [];

        public void Add(Receipt receipt) => Receipts.Add(receipt);
    }

    /// <summary>Fails the second time.</summary>
    private sealed class Failing(ISigner inner) : ISigner
    {
        private int _count;

        public VerificationKey Key => inner.Key;

        public byte[] Sign(ReadOnlySpan<byte> message) =>
            ++_count == 2 ? throw new ComposeException(ErrorCodes.Secret.BackendError, "the token is away") : inner.Sign(message);
    }
}
