using Compose.Canonical;
using Compose.Testing;

namespace Compose.Plans.Tests;

/// <summary>Plans of version 1: the six vectors of the older implementation and the founding CDDL form.</summary>
public class PlanV1Tests
{
    // The minimal plan of the founding CDDL: component "app", digest 0x11 × 32, relaxed.
    private const string MinimalCddl =
        "a6 00 6131 01 63617070 02 81 a2 00 63617070 01 5820 1111111111111111111111111111111111111111111111111111111111111111 03 80 04 80 05 a3 00 02 01 80 03 a0";

    [Theory]
    [InlineData("hello-plan")]
    [InlineData("nested-plan")]
    [InlineData("large-int-plan")]
    [InlineData("multi-component-plan")]
    [InlineData("multi-component-plan-unsorted")]
    [InlineData("duplicate-plan")]
    public void Legacy_Vector_GivesItsVerdictAndDigest(string name)
    {
        string folder = SharedData.Require("suites/plan-v1-legacy");
        var fixtures = JsonReader.Read(File.ReadAllBytes(Path.Combine(folder, "fixtures.json")));
        var fixture = fixtures.Items.Single(f => f.Items[0].Text == name);
        bool expectPass = fixture.Items[2].Kind == JsonKind.True;

        var document = PlanReader.ReadFile(Path.Combine(folder, name + ".cbor"));
        Assert.Equal(PlanForm.LegacyV1, document.Form);
        Assert.Equal(expectPass, document.Errors.Count == 0);
        string expected = File.ReadAllText(Path.Combine(folder, name + ".sha256.txt"))[..64];
        Assert.Equal(expected, Digest.Of(document.Bytes.Span).Hex);
        if (expectPass)
        {
            Assert.Equal(expected, document.Identity!.PlanDigest.Hex);
            Assert.Contains(document.Warnings, w => w.Code == ErrorCodes.Plan.LegacyForm);

            var migrated = PlanReader.Read(PlanMigration.ToCanonicalV2(document));
            Assert.Empty(migrated.Errors);
            Assert.Equal(PlanForm.V2, migrated.Form);
            Assert.NotEqual(document.Identity.PlanDigest, migrated.Identity!.PlanDigest);
        }
        else
        {
            Assert.Null(document.Identity);
        }
    }

    [Fact]
    public void Legacy_LargeIntegers_KeepTheirValue()
    {
        string path = SharedData.Require("suites/plan-v1-legacy/large-int-plan.cbor");
        var limits = PlanReader.ReadFile(path).Require().Policy.Limits;
        Assert.Equal((ulong.MaxValue, ulong.MaxValue, ulong.MaxValue), (limits.CpuMilliseconds, limits.MemoryBytes, limits.IoOperations));
    }

    [Fact]
    public void Cddl_MinimalPlan_HasTheFoundingIdentity()
    {
        var document = PlanReader.Read(Bytes(MinimalCddl));
        Assert.Empty(document.Errors);
        Assert.Equal(PlanForm.V1, document.Form);
        Assert.Equal("bcace47ae72b8ea266ce88f29289b26dee22267e9d8c5c8d459ea864d205b6b1", document.Identity!.PlanDigest.Hex);
        Assert.Equal("62c7569b36924b5d09c2fbeb0ccff01d337275569ac82170f54d01941ad36abe", document.Identity.PlanId.Hex);
    }

    [Theory]
    [InlineData("a6 00 6132 01 63617070 02 80 03 80 04 80 05 a3 00 02 01 80 03 a0", "Plan.InvalidSchema")]
    [InlineData("a6 00 6131 01 60 02 80 03 80 04 80 05 a3 00 02 01 80 03 a0", "Plan.MissingField")]
    [InlineData("a5 00 6131 01 63617070 02 80 03 80 04 80", "Plan.MissingField")]
    [InlineData("a7 00 6131 01 63617070 02 80 03 80 04 80 05 a3 00 02 01 80 03 a0 0b 00", "Plan.UnknownKey")]
    [InlineData("a6 00 6131 01 63617070 02 81 a2 00 63617070 01 42 1111 03 80 04 80 05 a3 00 02 01 80 03 a0", "Plan.InvalidSchema")]
    [InlineData("a6 00 6131 01 63617070 02 80 03 80 04 80 05 a3 00 09 01 80 03 a0", "Plan.InvalidSchema")]
    [InlineData("a6 0061310163617070029fff0380048005a30002018003a0", "Plan.InvalidCBOR")]
    public void Cddl_BrokenPlan_IsRefused(string hex, string code)
    {
        var document = PlanReader.Read(Bytes(hex));
        Assert.Contains(document.Errors, e => e.Code.Name == code);
        Assert.Null(document.Identity);
    }

    [Fact]
    public void Cddl_RealComponents_ValidateWithTheirOwnIdentity()
    {
        var blobs = new MemoryBlobs();
        string folder = ExamplePlans.PathOf("hello");
        var greeter = blobs.Add(File.ReadAllBytes(Path.Combine(folder, "greeter.wasm")));
        var hello = blobs.Add(File.ReadAllBytes(Path.Combine(folder, "hello.wasm")));
        byte[] bytes = CborWriter.Encode(Map(
            CborNode.Of("1"),
            CborNode.Of("hello"),
            CborNode.ArrayOf([Map(CborNode.Of("greeter"), CborNode.Of(greeter)), Map(CborNode.Of("hello"), CborNode.Of(hello), CborNode.Of("elsewhere\0.wasm"))]),
            CborNode.ArrayOf([Map(CborNode.Of("demo:hello/greet"), CborNode.Of("greeter"), CborNode.Of("demo:hello/greet"))]),
            CborNode.ArrayOf([]),
            Map(CborNode.Of(2), CborNode.ArrayOf([Map(CborNode.Of("wasi:cli"), CborNode.Of(0))]), CborNode.Of("acme"), CborNode.MapOf([]))));
        var document = PlanReader.Read(bytes, "v1.cbor");
        Assert.Equal(PlanForm.V1, document.Form);
        var plan = PlanValidator.Validate(document, new() { Blobs = blobs }).Require();
        Assert.Equal(Digest.Of(bytes), plan.Identity.PlanDigest);
        Assert.Equal("acme", plan.Policy.Tenant);
        Assert.NotEmpty(plan.Exports);
        Assert.All(plan.Grants.Where(g => g.Name.Package == "wasi:cli" && g.State != GrantState.Inert), g => Assert.True(g.IsGranted));

        // Migrated, it is a plan of version 2 that gives the same graph.
        var migrated = PlanReader.Read(PlanMigration.ToCanonicalV2(document), "v2.cbor");
        var second = PlanValidator.Validate(migrated, new() { Blobs = blobs }).Require();
        Assert.Equal(plan.Grants.Select(g => g.ToString()), second.Grants.Select(g => g.ToString()));
        Assert.Equal(plan.Exports.Select(e => e.Name), second.Exports.Select(e => e.Name));
        Assert.Equal(plan.Resolved.BareDigest, second.Resolved.BareDigest);
    }

    [Fact]
    public void Cddl_CapabilityWithParameters_IsAttenuated()
    {
        var document = PlanReader.Read(WithCapability("wasi:http{allow: ['http://a.example:81'], methods: [GET]}"));
        PlanCapability capability = Assert.Single(Assert.Single(document.Require().Instances).Capabilities);
        Assert.Equal("wasi:http", capability.Name);
        Assert.Equal(["http://a.example:81"], capability.Allow);
        Assert.NotEmpty(capability.Parameters);
        Assert.Empty(PlanReader.Read(PlanMigration.ToCanonicalV2(document)).Errors);
        Assert.Contains(PlanReader.Read(WithCapability("wasi:http{allow: 5")).Errors, error => error.Code.Domain == "Plan");
        Assert.Contains(PlanReader.Read(WithCapability("nothing{}")).Errors, error => error.Code == ErrorCodes.Plan.InvalidCapability);
    }

    private static byte[] WithCapability(string name) => CborWriter.Encode(Map(
        CborNode.Of("1"),
        CborNode.Of("app"),
        CborNode.ArrayOf([Map(CborNode.Of("app"), CborNode.Of(Digest.Of("app"u8)))]),
        CborNode.ArrayOf([]),
        CborNode.ArrayOf([]),
        CborNode.MapOf([CborNode.Of(0), CborNode.Of(2), CborNode.Of(1), CborNode.ArrayOf([Map(CborNode.Of(name), CborNode.Of(0))]), CborNode.Of(3), CborNode.MapOf([])])));

    [Theory]
    [InlineData(PlanForm.V2)]
    [InlineData(PlanForm.LegacyV1)]
    public void Read_InsistingOnAnotherForm_IsRefused(PlanForm form)
    {
        var error = Assert.Single(PlanReader.Read(Bytes(MinimalCddl), form: form).Errors);
        Assert.Equal(ErrorCodes.Plan.UnsupportedVersion, error.Code);
        Assert.Empty(PlanReader.Read(Bytes(MinimalCddl), form: PlanForm.V1).Errors);
    }

    [Fact]
    public void Validate_LegacyWithoutItsBytes_PassesWithWarnings()
    {
        string path = SharedData.Require("suites/plan-v1-legacy/nested-plan.cbor");
        var report = PlanValidator.Validate(PlanReader.ReadFile(path));
        Assert.True(report.Passed, string.Join('\n', report.Errors));
        Assert.Equal(3, report.Warnings.Count(w => w.Code == ErrorCodes.Blob.NotFound));
        Assert.Null(report.Plan);
        Assert.Equal(ErrorCodes.Blob.NotFound, Assert.Throws<ComposeException>(report.Require).Error.Code);
    }

    private static CborNode Map(params CborNode[] values) =>
        CborNode.MapOf([.. values.SelectMany((value, i) => new[] { CborNode.Of(i), value })]);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
