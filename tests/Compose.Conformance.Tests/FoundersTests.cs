using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Testing;
using CanonicalJson = Compose.Canonical.CanonicalJson;

namespace Compose.Conformance.Tests;

/// <summary>The founders' list of fixtures is read, and their reports are written.</summary>
public sealed class FoundersTests
{
    [Fact]
    public async Task Fixtures_OfTheOlderImplementation_GetTheirVerdicts()
    {
        string fixtures = SharedData.Require("suites/plan-v1-legacy/fixtures.json");
        ConformanceReport report = await ConformanceRun.RunAsync(new ConformanceOptions { Root = Checkout.Conformance, Host = "composectl", Fixtures = fixtures });
        Assert.Equal(6, report.Count(Verdict.Passed));
        Assert.Contains("fixture=duplicate-plan expected=false actual=false", FoundersReport.Lines(report));
        JsonNode list = JsonNode.Parse(FoundersReport.Json(report))![0]!;
        Assert.Equal(["name", "path", "expect_pass", "actual_pass", "stdout", "stderr"], list.AsObject().Select(pair => pair.Key));

        using var key = SigningKey.FromEd25519Seed(new byte[32]);
        JsonObject summary = JsonNode.Parse(FoundersReport.Summary(report, key))!.AsObject();
        Assert.Equal(
            ["host_id", "timestamp", "total_tests", "passed", "failed", "results", "metrics_count", "audit_count", "attestation"], summary.Select(pair => pair.Key));
        Assert.Equal((6, 6, 0, 8), (summary["total_tests"]!.GetValue<int>(), summary["passed"]!.GetValue<int>(), summary["failed"]!.GetValue<int>(), summary["audit_count"]!.GetValue<int>()));
        JsonObject refused = summary["results"]!.AsArray().Single(result => result!["name"]!.GetValue<string>() == "duplicate-plan")!.AsObject();
        Assert.Equal(["name", "phase", "passed", "duration_ms", "error", "expected_error"], refused.Select(pair => pair.Key));
        Assert.Equal(("plan", true, "refused or failed"), (refused["phase"]!.GetValue<string>(), refused["passed"]!.GetValue<bool>(), refused["expected_error"]!.GetValue<string>()));

        // The claim is about the report as it stands without the attestation, and signed in canonical JSON.
        JsonNode attestation = summary["attestation"]!;
        summary.Remove("attestation");
        string bare = FoundersReport.Summary(report);
        Assert.True(JsonNode.DeepEquals(summary, JsonNode.Parse(bare)));
        JsonNode claim = attestation["claim"]!;
        Assert.Equal(("conformance", Digest.Of(Encoding.UTF8.GetBytes(bare)).Hex), (claim["claim_type"]!.GetValue<string>(), claim["plan_digest"]!.GetValue<string>()));
        Assert.Equal("{\"passed\":6,\"total\":6}", claim["custom_claims"]!.GetValue<string>());
        Assert.True(key.Key.Verify(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(claim.ToJsonString())), Convert.FromBase64String(attestation["signature"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("{}", "it is no list")]
    [InlineData("[]", "or an empty one")]
    [InlineData("[1]", "a fixture has the texts")]
    [InlineData("[{\"name\": \"a\"}]", "a fixture has the texts")]
    [InlineData("[{\"name\": \"\", \"path\": \"a.cbor\", \"expect_pass\": true}]", "a fixture has the texts")]
    [InlineData("[{\"name\": \"a\", \"path\": \"a.cbor\", \"expect_pass\": \"yes\"}]", "a fixture has the texts")]
    [InlineData("[{\"name\": \"a\", \"name\": \"b\", \"path\": \"a.cbor\", \"expect_pass\": true}]", "cannot be read")]
    [InlineData("[{\"name\": \"a\", \"path\": \"none.cbor\", \"expect_pass\": true}]", "there is no file none.cbor")]
    [InlineData("[{\"name\": \"a\", \"path\": \"a.cbor\", \"expect_pass\": true}, {\"name\": \"a\", \"path\": \"a.cbor\", \"expect_pass\": false}]", "two fixtures 'a'")]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]", "cannot be read")]
    public void List_Damaged_IsRefusedWithItsEntry(string list, string reason) => Refused(list, "", reason);

    [Theory]
    [InlineData("", "is not 64 hexadecimal digits")]
    [InlineData("0000  a.cbor", "is not 64 hexadecimal digits")]
    [InlineData("RIGHT a.cbor", "is not 64 hexadecimal digits")]
    [InlineData("RIGHT  b.cbor", "is about \"b.cbor\"")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000  a.cbor", "does not have the digest")]
    public void Sum_Damaged_IsRefused(string sum, string reason) => Refused("[{\"name\": \"a\", \"path\": \"vectors/a.cbor\", \"expect_pass\": true}]", sum, reason);

    [Fact]
    public void Sum_ThatIsRight_IsTaken() => InFolder("[{\"name\": \"a\", \"path\": \"vectors/a.cbor\", \"expect_pass\": true}]", "RIGHT  a.cbor\n", file =>
        Assert.Equal("fixtures/a", Assert.Single(FixtureSuite.Read(file).Tests).Id));

    [Fact]
    public void List_ThatIsNotThere_IsSaid() => Assert.Equal(
        ErrorCodes.Conformance.InvalidSuite, Assert.Throws<ComposeException>(() => FixtureSuite.Read("/nowhere/fixtures.json")).Error.Code);

    private static void Refused(string list, string sum, string reason) => InFolder(list, sum, file =>
    {
        ComposeException failure = Assert.Throws<ComposeException>(() => FixtureSuite.Read(file));
        Assert.All(failure.Errors, error => Assert.Equal(ErrorCodes.Conformance.InvalidSuite, error.Code));
        Assert.Contains(failure.Errors, error => error.Message.Contains(reason, StringComparison.Ordinal));
    });

    // A plan a.cbor with its list and, unless the list is what is tried, its sum, in which RIGHT stands for the digest.
    private static void InFolder(string list, string sum, Action<string> action)
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            string plan = Path.Combine(folder, "a.cbor"), file = Path.Combine(folder, "fixtures.json");
            File.WriteAllBytes(plan, [0xa0]);
            File.WriteAllText(file, list);
            if (sum.Length > 0 || list.Contains("vectors/", StringComparison.Ordinal))
            {
                File.WriteAllText(Path.Combine(folder, "a.sha256.txt"), sum.Replace("RIGHT", Digest.Of([0xa0]).Hex, StringComparison.Ordinal));
            }

            action(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
