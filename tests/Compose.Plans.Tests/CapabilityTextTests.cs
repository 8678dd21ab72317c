using System.Net;

namespace Compose.Plans.Tests;

/// <summary>Parameters of capabilities: rules of sockets, terms, and one grammar for options and plans.</summary>
public sealed class CapabilityTextTests
{
    [Theory]
    [InlineData("*", "8.8.8.8", 1, true)]
    [InlineData("127.0.0.1", "127.0.0.1", 65_535, true)]
    [InlineData("127.0.0.1:9000", "127.0.0.1", 9_000, true)]
    [InlineData("127.0.0.1:9000", "127.0.0.1", 9_001, false)]
    [InlineData("127.0.0.1:9000-9010", "127.0.0.1", 9_010, true)]
    [InlineData("127.0.0.1:9000-9010", "127.0.0.1", 9_011, false)]
    [InlineData("*:443", "::1", 443, true)]
    [InlineData("10.0.0.0/8:80", "10.255.0.1", 80, true)]
    [InlineData("10.0.0.0/8:80", "11.0.0.1", 80, false)]
    [InlineData("10.0.0.128/25", "10.0.0.127", 80, false)]
    [InlineData("10.0.0.128/25", "10.0.0.129", 80, true)]
    [InlineData("0.0.0.0/0", "1.2.3.4", 80, true)]
    [InlineData("0.0.0.0/0", "::1", 80, false)]
    [InlineData("0.0.0.0/0", "::ffff:1.2.3.4", 80, true)]
    [InlineData("::1", "::1", 80, true)]
    [InlineData("[::1]:80", "::1", 80, true)]
    [InlineData("[::1]:80", "::1", 81, false)]
    [InlineData("[fe80::/10]:80", "fe81::1", 80, true)]
    [InlineData("fe80::/10", "fec0::1", 80, false)]
    [InlineData("db.example.com", "127.0.0.1", 80, false)]
    public void Rule_CoversAddressAndPort(string text, string address, int port, bool covers)
    {
        Assert.True(PeerRule.TryParse(text, out PeerRule? rule, out string? problem), problem);
        Assert.Equal(covers, rule.Covers(IPAddress.Parse(address), port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:http")]
    [InlineData("host:80-")]
    [InlineData("host:90-80")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:+80")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("010.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("exa mple.com")]
    [InlineData("-a.example.com")]
    [InlineData("a-.example.com")]
    [InlineData("a..b")]
    [InlineData("a.*.example.com")]
    [InlineData("**.example.com")]
    [InlineData("exämple.com")]
    [InlineData("http://example.com")]
    public void Rule_ThatIsNone_IsRefused(string text)
    {
        Assert.False(PeerRule.TryParse(text, out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("a.example", "A.Example", true)]
    [InlineData("a.example", "a.example.", true)]
    [InlineData("a.example", "b.a.example", false)]
    [InlineData("*.example", "a.example", true)]
    [InlineData("*.example", "b.a.example", true)]
    [InlineData("*.example", "example", false)]
    [InlineData("*.example", "badexample", false)]
    public void Name_MatchesPattern(string pattern, string name, bool matches) => Assert.Equal(matches, PeerRule.MatchesName(pattern, name));

    [Fact]
    public void Capability_WithParameters_ReadsAsInAPlan()
    {
        PlanCapability sockets = CapabilityText.Parse("wasi:sockets{connect: 127.0.0.1:9000, listen: [127.0.0.1:0, '[::1]:0'], expires: 2027-01-31T12:00:00Z, calls: 1_000, bytes: 1MiB, rate: 100/s}");
        Assert.Equal(["127.0.0.1:9000"], sockets.TextsOf(CapabilityParameter.Connect)!);
        Assert.Equal(["127.0.0.1:0", "[::1]:0"], sockets.TextsOf(CapabilityParameter.Listen)!);
        Assert.Equal(1_801_396_800_000ul, sockets.NumberOf(CapabilityParameter.Expires));
        Assert.Equal(1_000ul, sockets.NumberOf(CapabilityParameter.Calls));
        Assert.Equal(1ul << 20, sockets.NumberOf(CapabilityParameter.Bytes));
        Assert.Equal((100ul, 1_000ul), (sockets.Find(CapabilityParameter.Rate)!.Number, sockets.Find(CapabilityParameter.Rate)!.Period));
        Assert.Equal("wasi:cli/stdin", CapabilityText.Parse("stdin").Name);
    }

    [Theory]
    [InlineData("sokets", "Plan.InvalidCapability")]
    [InlineData("sockets{conect: 127.0.0.1}", "Plan.UnknownKey")]
    [InlineData("sockets{connect: 127.0.0.1:http}", "Plan.InvalidCapability")]
    [InlineData("sockets{listen: example.com:80}", "Plan.InvalidCapability")]
    [InlineData("sockets{lookup: 10.0.0.0/8}", "Plan.InvalidCapability")]
    [InlineData("stdin{connect: 127.0.0.1}", "Plan.InvalidCapability")]
    [InlineData("stdin{calls: many}", "Plan.InvalidSchema")]
    [InlineData("stdin{expires: tomorrow}", "Plan.InvalidSchema")]
    [InlineData("stdin{expires: 2027-01-31}", "Plan.InvalidSchema")]
    [InlineData("stdin{rate: 100}", "Plan.InvalidSchema")]
    [InlineData("stdin{rate: 0/s}", "Plan.InvalidCapability")]
    [InlineData("stdin{calls: 1", "Plan.InvalidSyntax")]
    public void Capability_ThatIsWrong_SaysWhy(string text, string code)
    {
        var failure = Assert.Throws<ComposeException>(() => CapabilityText.Parse(text));
        Assert.Equal(code, failure.Error.Code.Name);
    }

    [Fact]
    public void Parameters_InCanonicalForm_ReadBackTheSame()
    {
        var plan = new Plan
        {
            Components = [new PlanComponent { Id = "main", Digest = Digest.Of("x"u8) }],
            Instances =
            [
                new PlanInstance
                {
                    Id = "main",
                    Component = "main",
                    Capabilities =
                    [
                        CapabilityText.Parse("filesystem{dirs: [{host: a, guest: /a, quota: 1MiB, files: 7}], bytes: 5MiB}"),
                        CapabilityText.Parse("keyvalue{buckets: [b, a], read-only: true, quota: 10MiB, rate: 3/250ms}"),
                        CapabilityText.Parse("wasi:sockets{udp: '*:53', bind: ['[::1]:0', 127.0.0.1], lookup: '*.example.com', expires: 2027-01-31T12:00:00.25Z}"),
                    ],
                },
            ],
            Policy = new PlanPolicy { Limits = new ResourceLimits { TableElements = 1, Handles = 2, OpenFiles = 3, OutputBytes = 4 } },
        };
        byte[] bytes = PlanCborWriter.Encode(plan);
        PlanDocument read = PlanReader.Read(bytes, "plan.cbor");
        Assert.Empty(read.Errors);
        Assert.Equal(bytes, PlanCborWriter.Encode(read.Plan!));
        PlanDocument again = PlanReader.Read(System.Text.Encoding.UTF8.GetBytes(PlanYamlWriter.Write(read.Plan!)), "plan.yaml");
        Assert.Empty(again.Errors);
        Assert.Equal(bytes, PlanCborWriter.Encode(again.Plan!));
    }
}
