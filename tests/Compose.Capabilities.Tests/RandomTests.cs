using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

public sealed class RandomTests
{
    private static Caller Strict(byte seed, string node = "app") => new(
        NodeAuthority.Command(new InstancePath(node), []),
        HostServices.Strict([seed], ClosedSource.Instance, ClosedSink.Instance, ClosedSink.Instance, Files.NoFiles.Instance));

    private static string Draw(Caller caller) =>
        Convert.ToHexString(caller.Call("wasi:random/random#get-random-bytes", Value.From(40ul)).AsBytes)
        + caller.Call("wasi:random/random#get-random-u64").AsU64.ToString("x")
        + Convert.ToHexString(caller.Call("wasi:random/insecure#get-insecure-random-bytes", Value.From(3ul)).AsBytes)
        + caller.Call("wasi:random/insecure#get-insecure-random-u64").AsU64.ToString("x")
        + caller.Call("wasi:random/insecure-seed#insecure-seed")[0].AsU64.ToString("x");

    [Fact]
    public void Seeded_OfTheVectorOfRfc6979_GivesItsK()
    {
        // RFC 6979 A.2.5, P-256, SHA-256, message "sample": k is the first output of HMAC_DRBG over x and the hash.
        var random = new SeededRandom(Convert.FromHexString(
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
            + "AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF"));
        byte[] k = new byte[32];
        random.Fill(k);
        Assert.Equal("A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60", Convert.ToHexString(k));
    }

    [Fact]
    public void Random_Strict_DependsOnSeedAndInstanceAlone()
    {
        Assert.Equal(Draw(Strict(1)), Draw(Strict(1)));
        Assert.NotEqual(Draw(Strict(1)), Draw(Strict(2)));
        Assert.NotEqual(Draw(Strict(1)), Draw(Strict(1, "app/other")));
    }

    [Fact]
    public void Random_OfTheSystem_Differs()
    {
        HostServices real = HostServices.System(ClosedSource.Instance, ClosedSink.Instance, ClosedSink.Instance, Files.NoFiles.Instance);
        Assert.NotEqual(Draw(new Caller(null, real)), Draw(new Caller(null, real)));
    }

    [Theory]
    [InlineData("wasi:random/random#get-random-u64")]
    [InlineData("wasi:random/insecure#get-insecure-random-u64")]
    [InlineData("wasi:random/random#get-random-bytes")]
    [InlineData("wasi:random/insecure#get-insecure-random-bytes")]
    public void Random_Denied_Traps(string function)
    {
        var caller = new Caller(new NodeAuthority(new InstancePath("app/quiet")));
        var trap = Assert.Throws<GuestTrapException>(() => caller.Call(function, Value.From(1ul)));
        Assert.Equal(ErrorCodes.Exec.CapabilityDenied, trap.Error.Code);
        Assert.Contains("app/quiet", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InsecureSeed_Denied_IsZero()
    {
        Value seed = new Caller(new NodeAuthority(new InstancePath("app"))).Call("wasi:random/insecure-seed#insecure-seed");
        Assert.Equal((0ul, 0ul), (seed[0].AsU64, seed[1].AsU64));
    }

    [Fact]
    public void InsecureSeed_Granted_IsTheSameThroughoutARun()
    {
        Caller caller = Strict(1);
        Assert.Equal(
            caller.Call("wasi:random/insecure-seed#insecure-seed")[1].AsU64,
            caller.Call("wasi:random/insecure-seed#insecure-seed")[1].AsU64);
    }

    [Fact]
    public void Random_MoreThanOneCallGives_TrapsInsteadOfAllocating()
    {
        var trap = Assert.Throws<GuestTrapException>(() =>
            new Caller().Call("wasi:random/random#get-random-bytes", Value.From(ulong.MaxValue)));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, trap.Error.Code);
    }
}
