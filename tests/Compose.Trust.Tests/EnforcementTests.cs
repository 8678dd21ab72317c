using Compose.Emit;
using Compose.Exec;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>Nothing that a policy refuses is emitted or run: plans, artifacts, what is nested in them, bare components.</summary>
public sealed class EnforcementTests : IDisposable
{
    private static readonly string s_examples = Path.Combine(SharedData.RepositoryRoot!, "examples");

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-enforce-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Plan_OneComponentUnvouched_IsRefusedByName()
    {
        ComposeException e = Refused(Gate(Greeter), PlanFile);
        Assert.Contains("hello", Assert.Single(e.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(2, Refused(Gate(Digest.Of("none"u8)), PlanFile).Errors.Count);
    }

    [Fact]
    public void Plan_AllVouched_IsVerified()
    {
        ExecSubject subject = Load(Gate(Greeter, Hello), PlanFile);
        Assert.Equal(TrustLabel.CoreVerified, subject.Label);
    }

    [Fact]
    public void Artifact_WholeVouchedButNotTheParts_IsRefused()
    {
        string artifact = Artifact();
        Digest whole = DigestOf(artifact);
        Assert.Equal(2, Refused(Gate(whole), artifact).Errors.Count);
        Assert.Single(Refused(Gate(whole, Greeter), artifact).Errors);
        Assert.Single(Refused(Gate(Greeter, Hello), artifact).Errors);
        Assert.Equal(TrustLabel.CoreVerified, Load(Gate(whole, Greeter, Hello), artifact).Label);
    }

    [Fact]
    public void Artifact_WholeVouchedWithItsParts_Runs()
    {
        string artifact = Artifact();
        ITrustGate gate = new TrustGate(Policy("covers-nested: true, ", DigestOf(artifact)), []);
        Assert.Equal(TrustLabel.CoreVerified, Load(gate, artifact).Label);
    }

    [Fact]
    public void Bare_Unvouched_IsRefused()
    {
        string file = Path.Combine(s_examples, "hello", "greeter.wasm");
        Assert.Single(Refused(Gate(Hello), file).Errors);
        Assert.Equal(TrustLabel.CoreVerified, Load(Gate(Greeter), file).Label);
    }

    [Fact]
    public void NoPolicy_LocalFilesRunUnverified_FetchedOnesAreRefused()
    {
        Assert.Equal(TrustLabel.CoreUnverified, Load(LocalTrustGate.Instance, PlanFile).Label);
        string file = Path.Combine(s_examples, "hello", "greeter.wasm");
        var fetched = new ExecLoaderOptions { Origin = TrustOrigin.Fetched };
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Assert.Throws<ComposeException>(() => new ExecLoader(fetched).Load(File.ReadAllBytes(file), file)).Error.Code);
    }

    [Fact]
    public void Store_BlobThatWasFetched_StaysFetchedWhereverItIsUsed()
    {
        var store = new Store.ContentStore(Path.Combine(_folder, "store"));
        store.PutFetched(File.ReadAllBytes(Path.Combine(s_examples, "hello", "greeter.wasm")), "https://example.com/greeter.wasm");
        var options = new ExecLoaderOptions { Blobs = store, BlobOrigins = store };
        var e = Assert.Throws<ComposeException>(() => new ExecLoader(options).Load(File.ReadAllBytes(PlanFile), PlanFile));
        Assert.Contains("https://example.com/greeter.wasm", Assert.Single(e.Errors).Message, StringComparison.Ordinal);
    }

    private static string PlanFile => Path.Combine(s_examples, "hello-plan.cbor");

    private static Digest Greeter => DigestOf(Path.Combine(s_examples, "hello", "greeter.wasm"));

    private static Digest Hello => DigestOf(Path.Combine(s_examples, "hello", "hello.wasm"));

    private static Digest DigestOf(string file) => Digest.Of(File.ReadAllBytes(file));

    private string Artifact()
    {
        ValidatedPlan plan = PlanValidator.Validate(PlanReader.ReadFile(PlanFile), new ValidationOptions()).Require();
        string file = Path.Combine(_folder, "artifact.wasm");
        File.WriteAllBytes(file, PlanCompiler.Emit(plan).Bytes.ToArray());
        return file;
    }

    private static TrustGate Gate(params Digest[] known) => new(Policy(string.Empty, known), []);

    private static TrustPolicy Policy(string more, params Digest[] known) => TrustPolicyReader.Read(
        System.Text.Encoding.UTF8.GetBytes($"trust: 1\nauthorities: {{known: {{digests: [{string.Join(", ", known)}]}}}}\nrules: [{{{more}signers: [known]}}]"), null, ".");

    private static ExecSubject Load(ITrustGate gate, string file) => new ExecLoader(new ExecLoaderOptions { Trust = gate }).Load(File.ReadAllBytes(file), file);

    private static ComposeException Refused(ITrustGate gate, string file)
    {
        var e = Assert.Throws<ComposeException>(() => Load(gate, file));
        Assert.All(e.Errors, error => Assert.Equal("Trust", error.Code.Domain));
        return e;
    }
}
