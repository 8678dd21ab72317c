using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;

namespace Compose.Conformance.Generate;

/// <summary>Ed25519, the encoding that envelopes sign, and statements.</summary>
internal static class SignatureVectors
{
    // The order of the group of Ed25519's base point.
    private static readonly BigInteger s_order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly byte[] s_seed = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public static VectorSet Make()
    {
        var set = new VectorSet("signatures", "Signatures, the pre-authentication encoding of DSSE, and in-toto statements (SPEC, 10.4). Bytes are hexadecimal.");
        Sign(set, "empty", "Of nothing.", []);
        Sign(set, "message", "Of a message.", "message"u8.ToArray());
        Sign(set, "zeros", "Of more than a block of zeros.", new byte[129]);
        Verify(set);
        Encoding(set, "empty", "Lengths of nothing are 0.", string.Empty, []);
        Encoding(set, "hello", "Lengths are decimal, and one space stands between.", "http://example.com/HelloWorld", "hello world"u8.ToArray());
        Encoding(set, "octets", "Lengths count octets, not letters.", "größe", "漢字"u8.ToArray());
        Encoding(set, "spaces", "Spaces within do not matter: the lengths say where things end.", "a b", "1 c"u8.ToArray());
        Encoding(set, "binary", "The payload is any bytes.", DsseEnvelope.InTotoType, [0, 255, 10]);
        Statement(set, "one", "Names are in order, and there is no space.", [("app.wasm", Digest.Of("app"u8))], """{"z": 1, "a": {"b": [true, null]}}""");
        Statement(set, "several", "Subjects keep their order.", [("b", Digest.Of("b"u8)), ("a", Digest.Of("a"u8))], "{}");
        Statement(set, "text", "Text stands as it is.", [("größer \"x\"\n", Digest.Of("x"u8))], """{"n": 1.50, "text": "\u00e9\ud83d\ude00"}""");
        return set;
    }

    private static void Verify(VectorSet set)
    {
        byte[] key = Ed25519.PublicKeyOf(s_seed), message = "message"u8.ToArray(), signature = Ed25519.Sign(s_seed, message);
        Verify(set, "right", "A signature verifies.", key, message, signature);
        Verify(set, "other-message", "Of another message it does not.", key, "messagf"u8.ToArray(), signature);
        Verify(set, "other-key", "Nor by another key.", Ed25519.PublicKeyOf(new byte[32]), message, signature);
        Verify(set, "changed-r", "Nor with a bit of R changed.", key, message, Changed(signature, 0));
        Verify(set, "changed-s", "Nor with a bit of S changed.", key, message, Changed(signature, 32));
        Verify(set, "short", "It has 64 bytes, not fewer.", key, message, signature[..63]);
        Verify(set, "long", "Not more.", key, message, [.. signature, 0]);
        Verify(set, "nothing", "None is no signature.", key, message, []);
        Verify(set, "zeros", "Nor are zeros.", key, message, new byte[64]);
        Verify(set, "short-key", "A key has 32 bytes.", key[..31], message, signature);
        Verify(set, "no-point", "A key that is no point verifies nothing.", [2, .. new byte[31]], message, signature);
        byte[] malleable = [.. signature[..32], .. (new BigInteger(signature.AsSpan(32), isUnsigned: true) + s_order).ToByteArray(isUnsigned: true)];
        Verify(set, "s-beyond-order", "S is below the order of the group: the other S that would satisfy the equation is refused.", key, message, malleable);
        byte[] identity = [1, .. new byte[31]];
        Verify(set, "small-order", "There is no cofactor and no check for keys of small order: under this key everything is signed, and a policy does not name it.", identity, message, [.. identity, .. new byte[32]]);
        byte[] minusZero = [1, .. new byte[30], 128];
        Verify(set, "r-not-canonical", "R is compared as it is encoded: the same point with another sign of zero is another R.", identity, message, [.. minusZero, .. new byte[32]]);
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= 1;
        return changed;
    }

    private static void Sign(VectorSet set, string name, string statement, byte[] message) => set.Add(
        "sign-" + name, "trust.ed25519", statement,
        new JsonObject { ["seed"] = VectorSet.Hex(s_seed), ["message"] = VectorSet.Hex(message) },
        new JsonObject { ["key"] = VectorSet.Hex(Ed25519.PublicKeyOf(s_seed)), ["signature"] = VectorSet.Hex(Ed25519.Sign(s_seed, message)) });

    private static void Verify(VectorSet set, string name, string statement, byte[] key, byte[] message, byte[] signature) => set.Add(
        "verify-" + name, "trust.ed25519", statement,
        new JsonObject { ["key"] = VectorSet.Hex(key), ["message"] = VectorSet.Hex(message), ["signature"] = VectorSet.Hex(signature) },
        new JsonObject { ["valid"] = Ed25519.Verify(key, message, signature) });

    private static void Encoding(VectorSet set, string name, string statement, string type, byte[] payload) => set.Add(
        "dsse-" + name, "trust.statements", statement,
        new JsonObject { ["type"] = type, ["payload"] = VectorSet.Hex(payload) },
        new JsonObject { ["encoding"] = VectorSet.Hex(new DsseEnvelope(type, payload, []).PreAuthenticationEncoding()) });

    private static void Statement(VectorSet set, string name, string statement, (string Name, Digest Digest)[] subjects, string predicate) => set.Add(
        "statement-" + name, "trust.statements", statement,
        new JsonObject
        {
            ["subjects"] = new JsonArray([.. subjects.Select(subject => (JsonNode)new JsonArray(subject.Name, subject.Digest.Hex))]),
            ["predicate-type"] = "https://example.com/predicate/v1",
            ["predicate"] = JsonNode.Parse(predicate),
        },
        new JsonObject
        {
            ["statement"] = System.Text.Encoding.UTF8.GetString(new InTotoStatement(
                [.. subjects.Select(subject => new StatementSubject(subject.Name, subject.Digest))], "https://example.com/predicate/v1", JsonNode.Parse(predicate)!.AsObject()).ToBytes()),
        });
}
