using Compose.Signing;
using System.Text.Json;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>RFC 8032 §7.1 and Project Wycheproof.</summary>
public sealed class SignatureVectorTests
{
    [Fact]
    public void Ed25519_Rfc8032_KeysAndSignaturesAreTheStatedOnes()
    {
        using JsonDocument vectors = Read("rfc8032.json");
        int count = 0;
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            byte[] seed = Hex(vector, "secretKey"), message = Hex(vector, "message"), signature = Hex(vector, "signature");
            using SigningKey key = SigningKey.FromEd25519Seed([.. seed]);
            Assert.Equal(Hex(vector, "publicKey"), Ed25519.PublicKeyOf(seed));
            Assert.Equal(signature, key.Sign(message));
            Assert.True(key.Key.Verify(message, signature));
            signature[3] ^= 1;
            Assert.False(key.Key.Verify(message, signature));
            count++;
        }

        Assert.True(count >= 5);
    }

    [Theory]
    [InlineData("wycheproof_ed25519_test.json", 150)]
    [InlineData("wycheproof_ecdsa_secp256r1_sha256_test.json", 480)]
    public void Verify_Wycheproof_GivesTheStatedResult(string file, int atLeast)
    {
        using JsonDocument vectors = Read(file);
        int count = 0;
        var wrong = new List<string>();
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            VerificationKey key = VerificationKey.FromSpki(Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!));
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string result = test.GetProperty("result").GetString()!;
                bool accepted = key.Verify(Hex(test, "msg"), Hex(test, "sig"));
                if (result != "acceptable" && accepted != (result == "valid"))
                {
                    wrong.Add($"{test.GetProperty("tcId")} {result}: {test.GetProperty("comment").GetString()}");
                }

                count++;
            }
        }

        Assert.Empty(wrong);
        Assert.True(count >= atLeast, $"{count} cases");
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("suites/ed25519/" + file)));

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
