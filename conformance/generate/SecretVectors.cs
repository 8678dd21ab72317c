using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Plans;
using Compose.Secrets;
using Compose.Signing;

namespace Compose.Conformance.Generate;

/// <summary>Secrets: addresses, tokens, uses and headers.</summary>
internal static class SecretVectors
{
    private const string Key32 = "0123456789abcdef0123456789abcdef", Key16 = "0123456789abcdef", Ten = "0123456789";

    private static readonly (string Name, string Statement, string Text)[] s_addresses =
    [
        ("env", "Scheme and path.", "env://API_KEY"),
        ("field", "A field of a secret that has several.", "vault://kv/team/api#key"),
        ("query", "Options.", "vault://kv/team/api?version=2&kv=1#key"),
        ("flag", "An option may have no value.", "file://cert.pem?raw"),
        ("alias", "hsm is another word for pkcs11.", "hsm://prod/release?key"),
        ("escaped", "Parts are percent-decoded.", "vault://kv/a%2Fb%20c?x%3D=%26#f%23"),
        ("escaped-text", "As UTF-8.", "env://gr%C3%B6%C3%9Fer"),
        ("plus", "A plus is a plus.", "env://a+b?c=d+e"),
        ("empty-options", "Empty options are none.", "env://A?&&"),
        ("no-scheme", "A value that was pasted is no address.", "hunter2"),
        ("scheme-only", "An address names something.", "env://"),
        ("empty-scheme", "A scheme has letters.", "://A"),
        ("upper-case", "Small ones.", "ENV://A"),
        ("one-slash", "Two slashes stand behind it.", "env:/A"),
        ("empty-field", "A field has a name.", "vault://kv/a#"),
        ("option-twice", "No option stands twice.", "vault://kv/a?version=1&version=2"),
        ("option-twice-escaped", "However it is written.", "vault://kv/a?version=1&%76ersion=2"),
        ("nul", "No NUL stands in a path.", "file://a%00b"),
        ("space-in-scheme", "No space stands in a scheme.", " env://A"),
        ("empty", "Nothing is no address.", ""),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("secrets", "Secrets (SPEC, 11). Values are texts, data is hexadecimal; `@NAME@` stands for a token of the secret of that name.");
        foreach ((string name, string statement, string text) in s_addresses)
        {
            set.Add("address-" + name, "secrets.addresses", statement, new JsonObject { ["address"] = text }, new JsonObject { ["address"] = Address(text) });
        }

        Tokens(set);
        Uses(set);
        Headers(set);
        return set;
    }

    private static JsonObject? Address(string text)
    {
        try
        {
            var uri = SecretUri.Parse(text);
            var query = new JsonObject();
            foreach ((string key, string value) in uri.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                query[key] = value;
            }

            return new JsonObject { ["scheme"] = uri.Scheme, ["path"] = uri.Path, ["query"] = query, ["field"] = uri.Field };
        }
        catch (ComposeException failure) when (failure.Error.Code == ErrorCodes.Secret.InvalidUri)
        {
            return null;
        }
    }

    private static void Tokens(VectorSet set)
    {
        string token = "st_" + new string('a', 64);
        foreach ((string name, string statement, string text) in new[]
        {
            ("alone", "A token is st_ and 64 digits.", token), ("within", "It is found within a text.", $"Bearer {token}, {token}x"), ("short", "Of 63 digits it is none.", token[..^1]),
            ("upper-case", "Digits are in lower case.", token.ToUpperInvariant().Replace("ST_", "st_", StringComparison.Ordinal)), ("cut", "A beginning is none.", "st_st_" + token), ("letters", "Other letters are no digits.", token.Replace('a', 'g')),
        })
        {
            var found = new JsonArray();
            for (int at = 0; (at = SecretToken.Find(text, at, out SecretToken one)) >= 0; at += SecretToken.Length)
            {
                found.Add((JsonNode)one.Text);
            }

            set.Add("token-" + name, "secrets.tokens", statement, new JsonObject { ["text"] = text }, new JsonObject { ["tokens"] = found });
        }

        var scope = new SecretScope("acme", Digest.Of("plan"u8), new InstancePath("app"), 3);
        Redeem(set, "own", "Who got a token may use it.", scope, scope);
        Redeem(set, "tenant", "Another tenant may not.", scope, scope with { Tenant = "other" });
        Redeem(set, "no-tenant", "Nor one without a tenant.", scope, scope with { Tenant = null });
        Redeem(set, "plan", "Nor another plan.", scope, scope with { Plan = Digest.Of("other"u8) });
        Redeem(set, "instance", "Nor another instance.", scope, scope with { Instance = new InstancePath("app/db") });
        Redeem(set, "epoch", "In another epoch it has expired.", scope, scope with { Epoch = 4 });
        Redeem(set, "advanced", "So it has when the host is in a later one.", scope, scope, epoch: 4);
        Redeem(set, "same-epoch", "In its own it holds.", scope, scope, epoch: 3);
        Redeem(set, "last-moment", "It holds to its end.", scope, scope, waited: 60_000);
        Redeem(set, "too-late", "And no longer.", scope, scope, waited: 60_001);
        Redeem(set, "revoked", "One that was ended is none.", scope, scope, isRevoked: true);
        Redeem(set, "tenant-and-late", "Another scope is not told that a token has expired.", scope, scope with { Tenant = "other" }, waited: 60_001);
    }

    private static void Redeem(VectorSet set, string name, string statement, SecretScope made, SecretScope by, ulong epoch = 0, int waited = 0, bool isRevoked = false)
    {
        var time = new MovingTime();
        using var broker = new SecretBroker(new SecretBackends([]), time) { Lifetime = TimeSpan.FromMinutes(1) };
        broker.Bind(made, [new SecretGrant("key", "dev://key", SecretUse.Hmac)]);
        SecretToken token = broker.Resolve(made, "key");
        broker.Advance(epoch);
        if (isRevoked)
        {
            broker.Revoke(made, token);
        }

        time.Now += TimeSpan.FromMilliseconds(waited);
        set.Add(
            "redeem-" + name, "secrets.tokens", statement,
            new JsonObject { ["made-by"] = Of(made), ["redeemed-by"] = Of(by), ["epoch"] = epoch, ["lifetime-ms"] = 60_000, ["waited-ms"] = waited, ["revoked"] = isRevoked },
            new JsonObject { ["outcome"] = Code(() => broker.Describe(by, token)) ?? "ok" });
    }

    private static JsonObject Of(SecretScope scope) => new() { ["tenant"] = scope.Tenant, ["plan"] = scope.Plan.ToString(), ["instance"] = scope.Instance.Text, ["epoch"] = scope.Epoch };

    private static void Uses(VectorSet set)
    {
        byte[] message = "message"u8.ToArray();
        using var signer = SigningKey.FromEd25519Seed(Encoding.ASCII.GetBytes(Key32));
        byte[] signature = signer.Sign(message);
        Use(set, "hmac", "HMAC-SHA256 under the value.", Ten, "hmac", message, ["mac"]);
        Use(set, "hmac-long", "A long value is a key like any other.", new string('k', 200), "hmac", message, ["mac"]);
        Use(set, "hmac-of-nothing", "Of nothing, too.", Ten, "hmac", [], ["mac"]);
        Use(set, "sign", "32 bytes are the seed of an Ed25519 key.", Key32, "sign", message, ["signing"]);
        Use(set, "sign-no-key", "Other bytes are none.", Ten, "sign", message, ["signing"]);
        Use(set, "verify", "A signature verifies.", Key32, "verify", message, ["signing"], signature);
        Use(set, "verify-other", "Of another message it does not.", Key32, "verify", "massage"u8.ToArray(), ["signing"], signature);
        foreach ((string name, string key) in new[] { ("128", Key16), ("192", Key32[..24]), ("256", Key32) })
        {
            Use(set, "decrypt-" + name, "AES-GCM: nonce, ciphertext, tag.", key, "decrypt", Sealed(key, "plain text of more than one block", "associated"), ["encryption"], associated: "associated");
        }

        byte[] box = Sealed(Key16, "plain", "associated"), changed = [.. box];
        changed[12] ^= 1;
        Use(set, "decrypt-nothing", "Nothing can be encrypted, too.", Key16, "decrypt", Sealed(Key16, string.Empty, string.Empty), ["encryption"]);
        Use(set, "decrypt-changed", "What was changed is refused.", Key16, "decrypt", changed, ["encryption"], associated: "associated");
        Use(set, "decrypt-other-data", "So is other associated data.", Key16, "decrypt", box, ["encryption"], associated: "Associated");
        Use(set, "decrypt-other-key", "And another key.", Key32, "decrypt", box, ["encryption"], associated: "associated");
        Use(set, "decrypt-short", "And what is too short to be one.", Key16, "decrypt", box[..27], ["encryption"]);
        Use(set, "decrypt-no-key", "A value of another length is no key.", Ten, "decrypt", box, ["encryption"], associated: "associated");
        Use(set, "not-granted", "A use that is not granted is refused.", Ten, "hmac", message, ["signing", "encryption", "bearer", "reveal"]);
        Use(set, "nothing-granted", "None is granted by itself.", Ten, "hmac", message, []);
        Use(set, "sign-not-granted", "One is not another.", Key32, "sign", message, ["mac"]);
        Use(set, "decrypt-not-granted", "Not even where the value could.", Key16, "decrypt", box, ["signing", "mac"]);
        Use(set, "denied-first", "It is refused before the value is looked at.", Ten, "sign", message, ["mac"]);
    }

    private static void Use(VectorSet set, string name, string statement, string secret, string operation, byte[] data, string[] granted, byte[]? signature = null, string associated = "")
    {
        var scope = new SecretScope(null, Digest.Of("plan"u8), new InstancePath("app"), 0);
        using SecretBroker broker = Broker(scope, granted, [], ("key", secret));
        SecretToken token = broker.Resolve(scope, "key");
        var input = new JsonObject { ["secret"] = secret, ["granted"] = Texts(granted), ["operation"] = operation, ["data"] = VectorSet.Hex(data) };
        if (signature is not null)
        {
            input["signature"] = VectorSet.Hex(signature);
        }

        if (operation == "decrypt")
        {
            input["associated"] = VectorSet.Hex(Encoding.UTF8.GetBytes(associated));
        }

        var expect = new JsonObject();
        string? code = Code(() => _ = operation switch
        {
            "hmac" => expect["result"] = VectorSet.Hex(broker.Hmac(scope, token, data)),
            "sign" => expect["result"] = VectorSet.Hex(broker.Sign(scope, token, data)),
            "verify" => expect["valid"] = broker.Verify(scope, token, data, signature),
            _ => expect["result"] = VectorSet.Hex(broker.Decrypt(scope, token, data, Encoding.UTF8.GetBytes(associated))),
        });
        set.Add("use-" + name, operation is "decrypt" or "hmac" or "sign" or "verify" && code == ErrorCodes.Secret.AccessDenied.Name ? "secrets.uses" : "secrets.operations", statement, input, code is null ? expect : new JsonObject { ["code"] = code });
    }

    private static void Headers(VectorSet set)
    {
        Header(set, "bearer", "A token becomes its secret.", "api.example.com", "Bearer @key@", ["api.example.com"]);
        Header(set, "two", "Every one does.", "api.example.com", "a=@key@; b=@other@; c=@key@", ["api.example.com"]);
        Header(set, "none", "Without one nothing changes.", "api.example.com", "Bearer abc", ["api.example.com"]);
        Header(set, "case", "Hosts have no case.", "API.example.COM", "@key@", ["api.Example.com"]);
        Header(set, "other-host", "Another host gets nothing.", "example.org", "@key@", ["api.example.com"]);
        Header(set, "no-host", "None is allowed by itself.", "api.example.com", "@key@", []);
        Header(set, "port", "A port is part of a host.", "api.example.com:8443", "@key@", ["api.example.com"]);
        Header(set, "named-port", "And may be named.", "api.example.com:8443", "@key@", ["api.example.com:8443"]);
        Header(set, "below", "A star stands for what is below a domain.", "a.b.example.com", "@key@", ["*.example.com"]);
        Header(set, "not-the-domain", "Not for the domain itself.", "example.com", "@key@", ["*.example.com"]);
        Header(set, "not-beside", "Nor for what only ends alike.", "evilexample.com", "@key@", ["*.example.com"]);
        Header(set, "control", "A value with a line feed stands in no header.", "api.example.com", "@lines@", ["api.example.com"]);
        Header(set, "not-granted", "Bearer is a use of its own.", "api.example.com", "@key@", ["api.example.com"], ["signing", "reveal"]);
    }

    private static void Header(VectorSet set, string name, string statement, string host, string value, string[] hosts, string[]? granted = null)
    {
        (string Name, string Value)[] secrets = [("key", "s3cr3t"), ("other", "0th3r"), ("lines", "a\nb")];
        string[] uses = granted ?? ["bearer"];
        var scope = new SecretScope(null, Digest.Of("plan"u8), new InstancePath("app"), 0);
        using SecretBroker broker = Broker(scope, uses, hosts, secrets);
        string text = value;
        var named = new JsonObject();
        foreach ((string each, string secret) in secrets.Where(secret => value.Contains($"@{secret.Name}@", StringComparison.Ordinal)))
        {
            text = text.Replace($"@{each}@", broker.Resolve(scope, each).Text, StringComparison.Ordinal);
            named[each] = new JsonObject { ["value"] = secret, ["granted"] = Texts(uses), ["hosts"] = Texts(hosts) };
        }

        string? filled = null;
        string? code = Code(() =>
        {
            using SecretValue? result = broker.FillHeader(scope, host, text);
            filled = result is null ? text : Encoding.Latin1.GetString(result.Bytes);
        });
        set.Add(
            "header-" + name, "secrets.headers", statement, new JsonObject { ["host"] = host, ["value"] = value, ["secrets"] = named },
            code is null ? new JsonObject { ["value"] = filled } : new JsonObject { ["code"] = code });
    }

    private static SecretBroker Broker(SecretScope scope, string[] granted, string[] hosts, params (string Name, string Value)[] secrets)
    {
        var broker = new SecretBroker(new SecretBackends([new DevelopmentSecrets(secrets.ToDictionary(secret => secret.Name, secret => secret.Value))]));
        broker.Bind(scope, PlanSecrets.Of(
            [.. secrets.Select(secret => new PlanSecret { Id = secret.Name, Uri = "dev://" + secret.Name })],
            [.. secrets.Select(secret => new PlanSecretUse { Name = secret.Name, Secret = secret.Name })],
            granted.Select(name => Grant(name, hosts))));
        return broker;
    }

    private static Grant Grant(string name, string[] hosts)
    {
        _ = CapabilityName.TryParse($"{PlanSecrets.Package}/{name}", out CapabilityName capability);
        return new Grant { Instance = new InstancePath("app"), Name = capability, State = GrantState.Granted, Parameters = name == "bearer" ? new NetworkParameters { Allow = hosts } : null };
    }

    // A fixed nonce, so that the vectors are the same every time; the broker draws one.
    private static byte[] Sealed(string key, string text, string associated)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[12 + plain.Length + 16];
        Encoding.ASCII.GetBytes("never again!").CopyTo(box, 0);
        using var cipher = new AesGcm(Encoding.ASCII.GetBytes(key), 16);
        cipher.Encrypt(box.AsSpan(0, 12), plain, box.AsSpan(12, plain.Length), box.AsSpan(12 + plain.Length), Encoding.UTF8.GetBytes(associated));
        return box;
    }

    private static string? Code(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ComposeException failure)
        {
            return failure.Error.Code.Name;
        }
    }

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private sealed class MovingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
