using System.Text;
using Compose.Emit;
using Compose.Plans;
using Compose.Store;

namespace Compose.Exec.Tests;

/// <summary>What is run by its address or digest: judged as fetched, and only components.</summary>
public sealed class AddressTests : IDisposable
{
    private const string Address = "oci://registry.example/tools/c-command:1.0";

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-").FullName;
    private readonly ContentStore _store;

    public AddressTests() => _store = new ContentStore(Path.Combine(_folder, "store"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Address, "c-command")]
    [InlineData("oci://127.0.0.1:5000/c-command", "c-command")]
    [InlineData("oci://registry.example/c-command@sha256:cc1a1a066276b15dd02fd59e6d466ed5cdde1e28d7a476446af1150b0cbe1466", "c-command")]
    [InlineData("https://example.com/dist/c-command.wasm?download=1", "c-command.wasm")]
    [InlineData("git:https://example.com/acme/tools.git#v1.0:dist/c-command.wasm", "tools.git")]
    public void Component_ThatSomeoneVouchesFor_RunsUnderTheNameInItsAddress(string address, string name)
    {
        var gate = new RecordingGate();
        ExecSubject subject = Loader(Component(), gate).LoadAddress(address);
        Assert.Equal(name, subject.Name);
        Assert.Empty(subject.Files);
        Assert.Equal(0, Guests.Run(subject, new ExecOptions { Arguments = ["4"] }).Result.ExitCode);
        Assert.All(gate.Judged, judged => Assert.Equal((TrustOrigin.Fetched, null), (judged.Origin, judged.File)));
    }

    [Fact]
    public void Component_WithoutAPolicy_IsRefused() =>
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(Loader(Component(), LocalTrustGate.Instance), Address));

    [Fact]
    public void Artifact_IsJudgedWithAllItsParts_AsFetched()
    {
        using PlanFolder folder = PlanFolder.MonteCarlo("{}");
        string path = Path.Combine(folder.Root, "plan.yaml");
        EmitResult artifact = CachedEmit.Emit(PlanValidator.Validate(PlanReader.ReadFile(path), new ValidationOptions()).Require(), EmitOptions.Default, cache: null);
        var gate = new RecordingGate();
        Loader(artifact.Bytes, gate).LoadAddress(Address);
        Assert.Equal(3, gate.Judged.Count);
        Assert.All(gate.Judged, judged => Assert.Equal(TrustOrigin.Fetched, judged.Origin));
    }

    [Fact]
    public void Plan_ThatWasFetched_IsNotRunUnseen()
    {
        byte[] plan = Encoding.UTF8.GetBytes("compose: 2\ncomponents: {}\n");
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, Refused(Loader(plan, new RecordingGate()), Address));
        Digest kept = _store.PutFetched(plan, Address);
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, Refused(Loader(plan, new RecordingGate()), kept.ToString()));
    }

    [Fact]
    public void Digest_OfTheStore_IsLocalUnlessItWasFetched()
    {
        byte[] bytes = Component();
        Digest digest = _store.Put(bytes);
        ExecLoader loader = Loader(bytes, LocalTrustGate.Instance);
        Assert.Equal(digest, loader.LoadAddress(digest.ToString()).Digest);
        _store.PutFetched(bytes, Address);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(loader, digest.ToString()));
        Assert.Equal(ErrorCodes.Blob.NotFound, Refused(loader, Digest.Of("nothing"u8).ToString()));
    }

    [Fact]
    public void Address_WithoutADigest_IsRefusedWhereLocksAreRequired()
    {
        var loader = new ExecLoader(Options(Component(), new RecordingGate()) with { RequireLock = true });
        Assert.Equal(ErrorCodes.Plan.NotLocked, Refused(loader, Address));
        Assert.Equal(Digest.Of(Component()), loader.LoadAddress($"{Address}@{Digest.Of("the manifest"u8)}").Digest);
    }

    [Fact]
    public void Address_WhereNothingIsFetched_IsRefused()
    {
        Assert.Equal(ErrorCodes.Source.Offline, Refused(new ExecLoader(new ExecLoaderOptions()), Address));
        Assert.Equal(ErrorCodes.Source.InvalidAddress, Refused(Loader(Component(), new RecordingGate()), "ftp://example.com/a.wasm"));
    }

    [Theory]
    [InlineData("app.wasm", false)]
    [InlineData("./oci/app.wasm", false)]
    [InlineData("-", false)]
    [InlineData("file:app.wasm", false)]
    [InlineData(Address, true)]
    [InlineData("sha256:cc1a1a066276b15dd02fd59e6d466ed5cdde1e28d7a476446af1150b0cbe1466", true)]
    public void Target_IsAnAddress_ByItsForm(string target, bool isAddress) => Assert.Equal(isAddress, ExecLoader.IsAddress(target));

    private static byte[] Component() => GuestRun.BytesOf("c-command.wasm");

    private static ErrorCode Refused(ExecLoader loader, string address) => Assert.Throws<ComposeException>(() => loader.LoadAddress(address)).Error.Code;

    private ExecLoader Loader(ReadOnlyMemory<byte> there, ITrustGate gate) => new(Options(there, gate));

    private ExecLoaderOptions Options(ReadOnlyMemory<byte> there, ITrustGate gate) => new()
    {
        Blobs = _store,
        BlobOrigins = _store,
        Remote = new Shelf(there),
        Trust = gate,
        Implicit = new ImplicitPlanOptions { Capabilities = ["stdout"] },
    };

    /// <summary>Has one thing at every address.</summary>
    private sealed class Shelf(ReadOnlyMemory<byte> there) : IRemoteSources
    {
        public FetchedSource Fetch(SourceAddress source, Digest? expected, LockedSource? locked) => new(there, new LockedSource(Digest.Of(there.Span), there.Length));
    }

    /// <summary>Allows everything, and remembers what it was asked.</summary>
    private sealed class RecordingGate : ITrustGate
    {
        public List<TrustSubject> Judged { get; } = [];

        public TrustMode Mode => TrustMode.Strict;

        public TrustVerdict Judge(TrustSubject subject)
        {
            Judged.Add(subject);
            return new TrustVerdict(true, TrustLabel.CoreVerified);
        }
    }
}
