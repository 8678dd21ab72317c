using System.Text;

namespace Compose.Plans.Tests;

/// <summary>How far a host's policy lets grants reach: ceilings of parameters and terms, and roots of directories.</summary>
public sealed class CeilingTests
{
    [Theory]
    [InlineData("*", "10.0.0.0/8:5432", "10.0.0.0/8:5432")]
    [InlineData("10.1.2.3:1-65535", "10.0.0.0/8:5432", "10.1.2.3:5432")]
    [InlineData("10.0.0.0/7", "10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.0.0/16:80-90", "10.0.0.0/8:85-99", "10.1.0.0/16:85-90")]
    [InlineData("[2001:db8::]:1", "2001:db8::/32", null)]
    [InlineData("[2001:db8::1]:443", "[2001:db8::/32]:400-500", "[2001:db8::1]:443")]
    [InlineData("*:443", "2001:db8::/32", "[2001:db8::/32]:443")]
    [InlineData("a.example.com:80", "*.example.com", "a.example.com:80")]
    [InlineData("*.b.example.com", "*.example.com:443", "*.b.example.com:443")]
    [InlineData("*.example.com", "example.com", null)]
    [InlineData("*.example.com", "*.ample.com", null)]
    [InlineData("db.example.com", "10.0.0.0/8", null)]
    [InlineData("10.0.0.1", "11.0.0.0/8", null)]
    [InlineData("1.2.3.4:80", "1.2.3.4:81", null)]
    public void PeerRules_Meet_InWhatBothCover(string left, string right, string? met)
    {
        Assert.True(PeerRule.TryParse(left, out PeerRule? a, out _));
        bool isRule = PeerRule.TryParse(right, out PeerRule? b, out _);
        Assert.True(isRule);
        if (met == null)
        {
            // A single address of 128 bits lies in its network; everything else of these has nothing in common.
            Assert.Equal(left.StartsWith("[2001", StringComparison.Ordinal), a.Meet(b!) is not null);
            return;
        }

        PeerRule common = Assert.IsType<PeerRule>(a.Meet(b!));
        Assert.Equal(met, common.Text);
        Assert.Equal(met, b!.Meet(a)!.Text);
        Assert.True(a.Contains(common) && b.Contains(common));
        Assert.True(PeerRule.TryParse(common.Text, out PeerRule? again, out _));
        Assert.True(again.Contains(common) && common.Contains(again));
    }

    [Theory]
    [InlineData("*", "https://*.example.com", "https://*.example.com")]
    [InlineData("api.example.com", "https://*.example.com", "https://api.example.com")]
    [InlineData("api.example.com", "*.example.com", "api.example.com")]
    [InlineData("http://api.example.com:8080", "*.example.com:*", "http://api.example.com:8080")]
    [InlineData("api.example.com:80", "api.example.com", "http://api.example.com")]
    [InlineData("api.example.com:*", "*:9000", "api.example.com:9000")]
    [InlineData("example.com", "*.example.com", null)]
    [InlineData("http://a", "https://a", null)]
    [InlineData("a:1", "a:2", null)]
    public void HttpPeers_Meet_InWhatBothReach(string left, string right, string? met)
    {
        Assert.True(HttpPeer.TryParse(left, out HttpPeer? a));
        Assert.True(HttpPeer.TryParse(right, out HttpPeer? b));
        HttpPeer? common = a.Meet(b);
        Assert.Equal(met, common?.ToString());
        Assert.Equal(common, b.Meet(a));
        Assert.True(common is null || (a.Contains(common) && b.Contains(common)));
        foreach (string scheme in new[] { "http", "https" })
        {
            foreach (string host in new[] { "a", "example.com", "api.example.com" })
            {
                foreach (int port in new[] { 1, 80, 443, 8080, 9000 })
                {
                    Assert.Equal(a.Covers(scheme, host, port) && b.Covers(scheme, host, port), common?.Covers(scheme, host, port) == true);
                }
            }
        }
    }

    [Fact]
    public void Ceiling_OfSockets_RefusesWhatIsRequiredBeyondAndNarrowsWhatIsOptional()
    {
        HostPolicy host = Policy("ceilings:\n  - sockets: {connect: ['10.0.0.0/8:5432'], lookup: ['*.corp.example'], calls: 100, rate: 10/s}\n");
        ComposeError error = SmallPlans.Fails(Asked("sockets: {connect: ['10.0.0.7', '192.168.0.1:80']}", host), ErrorCodes.Plan.PolicyViolation);
        Assert.Contains("connect 10.0.0.7; connect 192.168.0.1:80", error.Message, StringComparison.Ordinal);

        ValidationReport report = Asked("sockets: {optional: true, connect: ['10.0.0.7', '192.168.0.1:80'], rate: 1/s}", host);
        SmallPlans.Passes(report);
        Assert.Contains(report.Warnings, w => w.Code == ErrorCodes.Plan.CapabilityDenied);
        Grant grant = GrantOf(report, "wasi:sockets");
        var sockets = Assert.IsType<SocketParameters>(grant.Parameters);
        Assert.Equal(["10.0.0.7:5432"], sockets.Connect);
        Assert.Empty(sockets.Listen);
        Assert.Equal(new GrantBudget { Calls = 100, RateCalls = 1, RateMilliseconds = 1000 }, grant.Budget);
        Assert.NotNull(report.Require().NarrowedGrants);

        report = Asked("sockets: {connect: ['10.0.0.7:5432', 'db.corp.example:5432']}", Policy("ceilings: [{sockets: {connect: ['10.0.0.0/8', '*.corp.example:5432'], lookup: ['*.corp.example']}}]"));
        SmallPlans.Passes(report);
        Assert.Equal(["10.0.0.7:5432", "db.corp.example:5432"], Assert.IsType<SocketParameters>(GrantOf(report, "wasi:sockets").Parameters).Connect);
        Assert.Null(report.Require().NarrowedGrants);
    }

    [Fact]
    public void Ceiling_OfTermsAlone_LeavesTheScope()
    {
        ValidationReport report = Asked("sockets: {connect: ['10.0.0.7:1'], expires: 2030-01-01T00:00:00Z}", Policy("ceilings: [{sockets: {bytes: 1MiB, expires: 2029-01-01T00:00:00Z}}]"));
        SmallPlans.Passes(report);
        Grant grant = GrantOf(report, "wasi:sockets");
        Assert.Equal(["10.0.0.7:1"], Assert.IsType<SocketParameters>(grant.Parameters).Connect);
        Assert.Equal(1UL << 20, grant.Budget!.Bytes);
        Assert.Equal(2029, grant.Expires!.Value.Year);
    }

    [Fact]
    public void Ceiling_OfHttp_HoldsPeersMethodsAndHeaders()
    {
        HostPolicy host = Policy("ceilings: [{http: {allow: ['https://*.example.com'], methods: [GET, HEAD], headers: ['x-*', accept]}}]");
        ValidationReport report = Asked("http: {optional: true, allow: [api.example.com, other.example], methods: [GET, POST], headers: [X-Key, cookie]}", host);
        SmallPlans.Passes(report);
        var network = Assert.IsType<NetworkParameters>(GrantOf(report, "wasi:http").Parameters);
        Assert.Equal(["https://api.example.com"], network.Allow);
        Assert.Equal(["GET"], network.Methods);
        Assert.Equal(["X-Key"], network.Headers);
        ComposeError error = SmallPlans.Fails(Asked("http", host), ErrorCodes.Plan.PolicyViolation);
        Assert.Contains("allow *", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roots_DirectoriesElsewhere_AreRefusedOrLeftOut()
    {
        string folder = Path.GetFullPath("/srv");
        HostPolicy host = Policy($"roots: [{folder}/data, {{path: {folder}/input, read-only: true}}]");
        SmallPlans.Fails(Asked($"filesystem: {{dirs: [{{host: {folder}/database, guest: /d}}]}}", host), ErrorCodes.Plan.PolicyViolation);
        SmallPlans.Fails(Asked($"filesystem: {{dirs: [{{host: {folder}/data/../x, guest: /d}}]}}", host), ErrorCodes.Plan.PolicyViolation);
        SmallPlans.Fails(Asked($"filesystem: {{dirs: [{{host: {folder}/input, guest: /d}}]}}", host), ErrorCodes.Plan.PolicyViolation);
        ValidationReport report = Asked($"filesystem: {{optional: true, dirs: [{{host: {folder}/data/a, guest: /a}}, {{host: /etc, guest: /etc}}, {{host: {folder}/input/b, guest: /b}}]}}", host);
        SmallPlans.Passes(report);
        var files = Assert.IsType<FilesystemParameters>(GrantOf(report, "wasi:filesystem", "preopens").Parameters);
        Assert.Equal(["/a False", "/b True"], files.Directories.Select(d => $"{d.GuestPath} {d.ReadOnly}"));
    }

    [Theory]
    [InlineData("ceilings: [stdin]", "Plan.InvalidCapability")]
    [InlineData("ceilings: [{sockets: {connect: ['10.0.0.1/8']}}]", "Plan.InvalidCapability")]
    [InlineData("ceilings: [{sockets: {optional: true, connect: ['*']}}]", "Plan.InvalidCapability")]
    [InlineData("ceilings: [{environment: {vars: {A: b}}}]", "Plan.InvalidCapability")]
    [InlineData("ceilings: [{filesystem: {dirs: [{host: /a, guest: /a}]}}]", "Plan.InvalidCapability")]
    [InlineData("roots: /srv", "Plan.InvalidSchema")]
    [InlineData("roots: ['']", "Plan.InvalidSchema")]
    [InlineData("roots: [{read-only: true}]", "Plan.MissingField")]
    [InlineData("roots: [{path: /a, readonly: true}]", "Plan.UnknownKey")]
    public void Policy_BrokenCeilings_AreRefusedWithPlace(string yaml, string code)
    {
        var e = Assert.Throws<ComposeException>(() => HostPolicyReader.Read(Encoding.UTF8.GetBytes(yaml), "host.yaml"));
        Assert.Equal(code, e.Error.Code.Name);
        Assert.StartsWith("host.yaml:", e.Error.Where!.ToString(), StringComparison.Ordinal);
    }

    private static HostPolicy Policy(string yaml) => HostPolicyReader.Read(Encoding.UTF8.GetBytes(yaml), "/host.yaml");

    private static ValidationReport Asked(string capability, HostPolicy host) => SmallPlans.Validate(
        $"components: {{n: net.wasm}}\ninstances:\n  n:\n    capabilities: [{(capability.Contains(':', StringComparison.Ordinal) ? "{" + capability + "}" : capability)}]\nexports: {{}}\n",
        new() { HostPolicy = host });

    private static Grant GrantOf(ValidationReport report, string package, string? name = null) =>
        report.Require().Grants.First(g => g.Name.Package == package && g.IsGranted && (name is null || g.Name.Interface == name));
}
