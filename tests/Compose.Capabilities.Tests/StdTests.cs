using System.Text;
using Compose.Capabilities.Std;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary><c>std:secrets</c>, <c>std:audit</c>, <c>sys:compose/blobs</c> and <c>/trust</c>: denied unless granted, per interface.</summary>
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
        Assert.Equal(0, Error(caller.Call("sys:compose/blobs#put", Value.From(new byte[1]))));
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

    private static int Error(Value value)
    {
        Assert.False(value.IsOk);
        return value.Payload.CaseIndex;
    }

    private static Caller Caller(string[] granted, IAuditSink? audit = null)
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
            Facilities = new HostFacilities { Secrets = new Secrets(), Scope = new SecretScope(null, default, s_node, 0), Audit = audit, Trust = LocalTrustGate.Instance },
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
