using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Trust.Sigstore;

namespace Compose.Trust.Tests;

/// <summary>Bundles of an instance of our own, right but for one thing: what the public cases do not have.</summary>
public sealed class SigstoreRulesTests
{
    private static readonly byte[] s_bytes = "a component"u8.ToArray();
    private static readonly InTotoStatement s_statement = new([new StatementSubject("c", Digest.Of(s_bytes))], ManifestSignature.StatementType, []);
    private static readonly SigstoreStandIn s_instance = new();

    [Theory]
    [InlineData("0.0.1")]
    [InlineData("0.0.2")]
    public void Verify_MessageLoggedByItsDigest_Holds(string version) => Verify(s_instance.Message(s_bytes, version));

    [Theory]
    [InlineData("dsse", "0.0.1")]
    [InlineData("dsse", "0.0.2")]
    [InlineData("intoto", "0.0.1")]
    [InlineData("intoto", "0.0.2")]
    [InlineData("hashedrekord", "0.0.1")]
    [InlineData("hashedrekord", "0.0.2")]
    public void Verify_StatementLoggedAsEveryKind_HoldsForItsOwnEnvelopeOnly(string kind, string version)
    {
        JsonObject bundle = s_instance.Statement(s_statement, kind, version), other = s_instance.Statement(s_statement with { PredicateType = "https://example.com/other" }, kind, version);
        Verify(bundle);
        Verify(other);
        JsonNode entries = bundle["verificationMaterial"]!["tlogEntries"]!, others = other["verificationMaterial"]!["tlogEntries"]!;
        (bundle["verificationMaterial"]!["tlogEntries"], other["verificationMaterial"]!["tlogEntries"]) = (others.DeepClone(), entries.DeepClone());
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle));
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(other));
    }

    [Fact]
    public void Verify_PromiseWithoutATime_IsStillCheckedAgainstTheLogsSignature()
    {
        // Two entries, of which the second only pretends to be in the log: no proof, and a promise that nobody signed.
        JsonObject bundle = s_instance.Message(s_bytes);
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1";
        JsonArray entries = bundle["verificationMaterial"]!["tlogEntries"]!.AsArray();
        Verify(bundle);
        JsonObject pretended = entries[0]!.DeepClone().AsObject();
        pretended["logIndex"] = "42";
        pretended.Remove("inclusionProof");
        pretended.Remove("integratedTime");
        entries.Add((JsonNode)pretended);
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle));
    }

    [Fact]
    public void Verify_LogOrCertificateLogOutOfUse_IsRefused()
    {
        JsonObject bundle = s_instance.Message(s_bytes);
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle, s_instance.Root(logStart: SigstoreStandIn.Time(SigstoreStandIn.Now.AddSeconds(1)))));
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle, s_instance.Root(logEnd: SigstoreStandIn.Time(SigstoreStandIn.Now.AddSeconds(-1)))));
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle, s_instance.Root(certificateLogEnd: SigstoreStandIn.Time(SigstoreStandIn.Now.AddSeconds(-1)))));
        Verify(bundle, s_instance.Root(logStart: SigstoreStandIn.Time(SigstoreStandIn.Now), logEnd: SigstoreStandIn.Time(SigstoreStandIn.Now)));
    }

    [Fact]
    public void Verify_LogThatStandsTwiceInTheRoot_IsTakenInTheRightPeriod()
    {
        JsonObject bundle = s_instance.Message(s_bytes), root = s_instance.Root();
        root["tlogs"]!.AsArray().Insert(0, s_instance.LogOfPeriod(SigstoreStandIn.Now.AddYears(-3), SigstoreStandIn.Now.AddYears(-2)));
        Verify(bundle, root);
        root["tlogs"]!.AsArray().RemoveAt(1);
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle, root));
    }

    [Fact]
    public void Verify_CheckpointOfAnotherOriginKeyOrForm_IsRefused()
    {
        JsonObject good = s_instance.Message(s_bytes);
        string note = good["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"]!.GetValue<string>();
        string signature = note[note.IndexOf('\u2014', StringComparison.Ordinal)..];
        foreach (string bad in (string[])
        [
            note.Replace(SigstoreStandIn.LogOrigin, "other.example.com", StringComparison.Ordinal),
            note.Replace($"\u2014 {SigstoreStandIn.LogOrigin}", "\u2014 witness.example.com", StringComparison.Ordinal),
            note.Replace("\n3\n", "\n03\n", StringComparison.Ordinal),
            note.Replace("\n3\n", "\n4\n", StringComparison.Ordinal),
            note.Replace("\n\n", "\n", StringComparison.Ordinal),
            note.Replace(signature, signature.Insert(signature.Length - 3, " "), StringComparison.Ordinal),
            note.Replace(signature, signature.Replace("\u2014", "-", StringComparison.Ordinal), StringComparison.Ordinal),
            note.TrimEnd('\n'),
            note + "\n",
            "\n" + note,
        ])
        {
            JsonObject bundle = good.DeepClone().AsObject();
            bundle["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"] = bad;
            Assert.Equal(ErrorCodes.Trust.LogInvalid, Refused(bundle));
        }

        // Signatures of witnesses, before and after, are nobody's business.
        JsonObject witnessed = good.DeepClone().AsObject();
        const string Witness = "\u2014 witness.example.com AAAAAAAAAAAAAAAA\n";
        witnessed["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"] = note.Replace(signature, Witness + signature + Witness, StringComparison.Ordinal);
        Verify(witnessed);
    }

    [Fact]
    public void Verify_CertificateThatMayNotSignCode_IsRefused()
    {
        foreach (Action<CertificateRequest> change in (Action<CertificateRequest>[])
        [
            request => Replace(request, new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)),
            request => Replace(request, new X509EnhancedKeyUsageExtension([new Oid("2.5.29.37.0")], false)),
            request => Remove<X509EnhancedKeyUsageExtension>(request),
            request => Remove<X509KeyUsageExtension>(request),
            request => Replace(request, new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, true)),
            request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)),
        ])
        {
            (byte[] certificate, SigningKey key) = s_instance.Signer(change);
            byte[] signature = key.Sign(s_bytes);
            JsonObject bundle = s_instance.Message(s_bytes);
            bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String(certificate);
            bundle["messageSignature"]!["signature"] = Convert.ToBase64String(signature);
            Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(bundle));
        }

        static void Remove<T>(CertificateRequest request)
            where T : X509Extension => request.CertificateExtensions.Remove(request.CertificateExtensions.OfType<T>().Single());

        static void Replace<T>(CertificateRequest request, T extension)
            where T : X509Extension
        {
            Remove<T>(request);
            request.CertificateExtensions.Add(extension);
        }
    }

    [Fact]
    public void Statement_WhosePredicateIsNoObject_IsRefused()
    {
        foreach (string predicate in (string[])["\"text\"", "[]", "1", "true"])
        {
            string text = $"{{\"_type\":\"{InTotoStatement.TypeV1}\",\"subject\":[{{\"digest\":{{\"sha256\":\"{Digest.Of(s_bytes).Hex}\"}}}}],\"predicateType\":\"x\",\"predicate\":{predicate}}}";
            Assert.Equal(ErrorCodes.Trust.InvalidStatement, Assert.Throws<ComposeException>(() => InTotoStatement.Parse(Encoding.UTF8.GetBytes(text))).Error.Code);
        }
    }

    [Fact]
    public void Key_HasOneName_WhateverFormItComesIn()
    {
        using var rsa = RSA.Create(2048);
        byte[] spki = rsa.ExportSubjectPublicKeyInfo();
        Assert.Equal(VerificationKey.FromSpki(spki).Id, VerificationKey.FromRsaPublicKey(rsa.ExportRSAPublicKey()).Id);
        foreach (byte[] exponent in (byte[][])[[1], [2], [0, 1]])
        {
            RSAParameters parameters = rsa.ExportParameters(false);
            var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteIntegerUnsigned(parameters.Modulus);
                writer.WriteIntegerUnsigned(exponent.AsSpan().TrimStart((byte)0));
            }

            Assert.Equal(ErrorCodes.Trust.InvalidKey, Assert.Throws<ComposeException>(() => VerificationKey.FromRsaPublicKey(writer.Encode())).Error.Code);
        }
    }

    private static void Verify(JsonObject bundle, JsonObject? root = null) =>
        s_instance.Verifier(root).Verify(SigstoreBundle.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString())), new Artifact(s_bytes), SigstoreStandIn.Expected);

    private static ErrorCode Refused(JsonObject bundle, JsonObject? root = null) => Assert.Throws<ComposeException>(() => Verify(bundle, root)).Error.Code;
}
