using System.Text;
using Compose.Capabilities.Std;
using Compose.Provenance;
using Compose.Runtime;
using Compose.Signing;

namespace Compose.Capabilities.Tests;

/// <summary><c>std:secrets</c>, <c>std:audit</c>, <c>sys:compose/trust</c>: denied unless granted, per interface.</summary>
public sealed class StdTests
{
    private const int AccessDenied = 1;

    private static readonly InstancePath s_node = new("app");

    [Fact]
    public void EveryInterface_NotGranted_DeniesEveryCall()
    {
        Caller caller = Caller(granted: []);
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/secrets#resolve", Value.From("api"))));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/secrets#list-secrets")));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/signing#sign", Value.From("st_"), Value.From(new byte[1]))));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/mac#hmac", Value.From("st_"), Value.From(new byte[1]))));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/encryption#encrypt", Value.From("st_"), Value.From(new byte[1]), Value.From(new byte[1]))));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/bearer#placeholder", Value.From("st_"))));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/reveal#get-value", Value.From("st_"))));
        Assert.Equal(0, Error(caller.Call("std:audit/journal#record-event", Value.Case(0), Value.From("x"), Value.List())));
        Assert.Equal(0, Error(caller.Call("std:attest/attestation#attest", Value.From("x"), Value.List())));
        Assert.Equal(0, Error(caller.Call("std:attest/attestation#verify", Value.From(new byte[1]))));
        Assert.Equal(0, Error(caller.Call("std:attest/attestation#get-public-key")));
        Assert.Equal(0, Error(Metric(caller, "orders", 1)));
        Assert.Equal(0, Error(caller.Call("sys:compose/trust#verify", Value.From("x"), Value.From(new byte[1]))));
    }

    [Fact]
    public void Secrets_GrantedToUse_AreUsedAndNotRead()
    {
        Caller caller = Caller(["std:secrets/secrets", "std:secrets/mac"]);
        Value token = caller.Call("std:secrets/secrets#resolve", Value.From("api"));
        Assert.True(token.IsOk);
        Value mac = caller.Call("std:secrets/mac#hmac", token.Payload, Value.From("m"u8.ToArray()));
        Assert.Equal("mac of api", Encoding.UTF8.GetString(mac.Payload.AsBytes));
        Assert.Equal(AccessDenied, Error(caller.Call("std:secrets/reveal#get-value", token.Payload)));
        Assert.True(caller.Call("std:secrets/secrets#validate-token", token.Payload).Payload.AsBool);
        Assert.False(caller.Call("std:secrets/secrets#validate-token", Value.From("st_nonsense")).Payload.AsBool);
        Assert.Equal(3, Error(caller.Call("std:secrets/mac#hmac", Value.From("st_nonsense"), Value.From(new byte[1]))));
    }

    [Fact]
    public void Journal_KeepsWhoSaidIt()
    {
        var sink = new Sink();
        Caller caller = Caller(["std:audit/journal"], sink);
        Assert.True(caller.Call("std:audit/journal#record-event", Value.Case(1), Value.From("paid"), Value.List(Value.Tuple(Value.From("order"), Value.From("7")))).IsOk);
        AuditRecord record = Assert.Single(sink.Records);
        Assert.Equal(("guest:paid", AuditSeverity.Warning, s_node), (record.Outcome, record.Severity, record.Instance));
        Assert.Equal([new("guest.order", "7")], record.Context);
        Assert.Equal(1, Error(caller.Call("std:audit/journal#record-event", Value.Case(1), Value.From(new string('x', 10_000)), Value.List())));
    }

    [Fact]
    public void Trust_AnswersWithTheVerdict()
    {
        Caller caller = Caller(["sys:compose/trust"]);
        Value verdict = caller.Call("sys:compose/trust#verify", Value.From("c"), Value.From("bytes"u8.ToArray()));
        Assert.True(verdict.IsOk);
        Assert.False(verdict.Payload.AsList[0].AsBool);
        Assert.Equal("core_unverified", verdict.Payload.AsList[1].AsString);
        Assert.Equal(1, Error(caller.Call("sys:compose/trust#verify-digest", Value.From(new byte[3]))));
    }

    [Fact]
    public void Attest_SignsTheGuestsWordsUnderWhatTheHostKnows()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519), foreign = SigningKey.Create(KeyAlgorithm.Ed25519);
        Caller caller = Caller(["std:attest/attestation"], attester: new GuestAttester(key));
        Value claims = Value.List(Value.Tuple(Value.From("order"), Value.From("7")), Value.Tuple(Value.From("host"), Value.From("mine")));
        byte[] bundle = caller.Call("std:attest/attestation#attest", Value.From("paid"), claims).Payload.AsBytes;
        InTotoStatement statement = Attestations.Verify(bundle, Digest.Of("artifact"u8), key.Key);
        Assert.Equal(GuestAttester.GuestType, statement.PredicateType);
        Assert.Equal(s_node.Text, statement.Predicate["host"]!["instance"]!.GetValue<string>());
        Assert.Equal("mine", statement.Predicate["guest"]!["claims"]!["host"]!.GetValue<string>());

        Value verified = caller.Call("std:attest/attestation#verify", Value.From(bundle)).Payload;
        Assert.True(verified.AsList[0].AsBool);
        Assert.Equal([s_node.Text, "paid"], verified.AsList[1..3].Select(each => each.AsString));
        Assert.Equal(2, verified.AsList[3].AsList.Length);
        Assert.Equal(KeyFiles.PublicPem(key.Key), caller.Call("std:attest/attestation#get-public-key").Payload.AsString);

        // Another host's word, changed bytes and what is no attestation prove nothing, and nothing of them is told.
        byte[] other = new GuestAttester(foreign).Attest(new GuestClaim(Digest.Of("artifact"u8), null, s_node, null, "paid", []));
        Value strange = caller.Call("std:attest/attestation#verify", Value.From(other)).Payload;
        Assert.False(strange.AsList[0].AsBool);
        Assert.Equal(string.Empty, strange.AsList[2].AsString);
        byte[] elsewhere = new GuestAttester(key).Attest(new GuestClaim(Digest.Of("another artifact"u8), null, s_node, null, "paid", []));
        Assert.False(caller.Call("std:attest/attestation#verify", Value.From(elsewhere)).Payload.AsList[0].AsBool);
        Assert.Equal(3, Error(caller.Call("std:attest/attestation#verify", Value.From("nonsense"u8.ToArray()))));
    }

    [Fact]
    public void Attest_WithoutKey_OrTooMuch_IsRefused()
    {
        Assert.Equal(1, Error(Caller(["std:attest/attestation"]).Call("std:attest/attestation#get-public-key")));
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519);
        Caller caller = Caller(["std:attest/attestation"], attester: new GuestAttester(key));
        Value pair = Value.Tuple(Value.From("a"), Value.From("b"));
        Assert.Equal(2, Error(caller.Call("std:attest/attestation#attest", Value.From("x"), Value.List(pair, pair))));
        Assert.Equal(2, Error(caller.Call("std:attest/attestation#attest", Value.From(new string('x', 9_000)), Value.List())));
        Assert.Equal(2, Error(caller.Call("std:attest/attestation#attest", Value.From("x"), Value.List([.. Enumerable.Range(0, 65).Select(i => Value.Tuple(Value.From($"k{i}"), Value.From("v")))]))));
        Assert.Equal(2, Error(caller.Call("std:attest/attestation#verify", Value.From(new byte[2 << 20]))));
    }

    [Fact]
    public void Metrics_GoToTheHostsMeter_UnderTheInstance()
    {
        using var collector = new MetricCollector();
        Caller caller = Caller(["std:metrics/metrics"]);
        string name = "orders_" + Guid.NewGuid().ToString("N");
        Assert.True(Metric(caller, name, 2, ("shop", "north")).IsOk);
        Assert.True(Metric(caller, name, 3, ("shop", "north")).IsOk);
        Assert.True(caller.Call("std:metrics/metrics#record-metric", Value.From(name), Value.Case(1, Value.From(0.5)), Value.List()).IsOk);
        Assert.True(caller.Call("std:metrics/metrics#record-metric", Value.From(name), Value.Case(1, Value.From(0.25)), Value.List()).IsOk);
        Assert.True(caller.Call("std:metrics/metrics#record-metric", Value.From(name), Value.Case(1, Value.From(double.NaN)), Value.List()).IsOk);
        Assert.True(caller.Call("std:metrics/metrics#record-metric", Value.From(name), Value.Case(3, Value.From(250ul)), Value.List()).IsOk);

        MetricSeries Series(string instrument) => collector.Snapshot().Single(metric => metric.Name == instrument).Series.Single(series => series.Labels.Contains(new("metric", name)));
        Assert.Equal(5, Series("compose.guest.counter").Value);
        Assert.Contains(new KeyValuePair<string, string>("shop", "north"), Series("compose.guest.counter").Labels);
        Assert.Contains(new KeyValuePair<string, string>("instance", s_node.Text), Series("compose.guest.counter").Labels);
        Assert.Equal(0.25, Series("compose.guest.gauge").Value);
        Assert.Equal(0.25, Series("compose.guest.histogram").Value);
    }

    [Fact]
    public void Metrics_ThatAreNone_OrTooManyOrTooLarge_AreRefused()
    {
        Caller caller = Caller(["std:metrics/metrics"]);
        const int InvalidName = 1, TooLarge = 2, TooMany = 3;
        foreach (string name in (string[])["", "1st", "a b", "a\nb", "é"])
        {
            Assert.Equal(InvalidName, Error(Metric(caller, name, 1)));
            Assert.Equal(InvalidName, Error(Metric(caller, "ok", 1, (name, "v"))));
        }

        // The host's labels cannot be forged, nor by a value that reads as two.
        Assert.Equal(InvalidName, Error(Metric(caller, "ok", 1, ("instance", "other"))));
        Assert.Equal(InvalidName, Error(Metric(caller, "ok", 1, ("tenant", "other"))));
        Assert.Equal(InvalidName, Error(Metric(caller, "ok", 1, ("a", "x\u0002instance\u0001other"))));
        Assert.Equal(InvalidName, Error(Metric(caller, "ok", 1, ("a", "1"), ("a", "2"))));
        Assert.Equal(TooLarge, Error(Metric(caller, new string('a', 101), 1)));
        Assert.Equal(TooLarge, Error(Metric(caller, "ok", 1, ("a", new string('v', 201)))));
        Assert.Equal(TooLarge, Error(Metric(caller, "ok", 1, [.. Enumerable.Range(0, 9).Select(i => ($"l{i}", "v"))])));
        for (int i = 0; i < 100; i++)
        {
            Assert.True(Metric(caller, "many", 1, ("i", $"{i}")).IsOk);
        }

        Assert.Equal(TooMany, Error(Metric(caller, "many", 1, ("i", "more"))));
        Assert.True(Metric(caller, "many", 1, ("i", "7")).IsOk);
        Assert.True(Metric(Caller(["std:metrics/metrics"]), "many", 1, ("i", "more")).IsOk);
    }

    private static Value Metric(Caller caller, string name, ulong amount, params (string Key, string Value)[] labels) => caller.Call(
        "std:metrics/metrics#record-metric",
        Value.From(name),
        Value.Case(0, Value.From(amount)),
        Value.List([.. labels.Select(label => Value.Record(Value.From(label.Key), Value.From(label.Value)))]));

    private static int Error(Value value)
    {
        Assert.False(value.IsOk);
        return value.Payload.CaseIndex;
    }

    private static Caller Caller(string[] granted, IAuditSink? audit = null, IGuestAttester? attester = null)
    {
        var grants = new Dictionary<string, Grant>(StringComparer.Ordinal);
        foreach (string track in granted)
        {
            Assert.True(CapabilityName.TryParse(track, out CapabilityName name));
            grants.Add(track, new Grant { Instance = s_node, Name = name, State = GrantState.Granted });
        }

        return new Caller(new NodeAuthority(s_node)
        {
            Grants = grants,
            Facilities = new HostFacilities { Secrets = new Secrets(), Scope = new SecretScope(null, default, s_node, 0), Audit = audit, Attester = attester, Artifact = Digest.Of("artifact"u8), Trust = LocalTrustGate.Instance },
        });
    }

    private sealed class Sink : IAuditSink
    {
        public List<AuditRecord> Records { get; } = [];

        public void Append(AuditRecord record) => Records.Add(record);
    }

    /// <summary>Has one secret, <c>api</c>.</summary>
    private sealed class Secrets : ISecretHost
    {
        private readonly SecretToken _token = SecretToken.Create();

        public void Bind(SecretScope scope, IReadOnlyList<SecretGrant> grants)
        {
        }

        public SecretToken Resolve(SecretScope scope, string name) => name == "api" ? _token : throw new ComposeException(ErrorCodes.Secret.NotFound, "none");

        public IReadOnlyList<string> Names(SecretScope scope) => ["api"];

        public SecretInfo Describe(SecretScope scope, SecretToken token) => token == _token
            ? new SecretInfo("api", "dev", SecretUse.Hmac, DateTimeOffset.UnixEpoch)
            : throw new ComposeException(ErrorCodes.Secret.InvalidToken, "none");

        public void Revoke(SecretScope scope, SecretToken token) => Describe(scope, token);

        public byte[] Sign(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message) => [];

        public bool Verify(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => false;

        public byte[] Hmac(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message) => Encoding.UTF8.GetBytes("mac of " + Describe(scope, token).Name);

        public byte[] Encrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated) => [];

        public byte[] Decrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated) => [];

        public SecretValue Reveal(SecretScope scope, SecretToken token) => SecretValue.Copy("value"u8);

        public SecretValue? FillHeader(SecretScope scope, string host, string value) => null;
    }
}
