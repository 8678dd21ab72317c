using Compose.Distribution.Artifacts;
using Compose.Distribution.Credentials;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Compose.Testing;

namespace Compose.Distribution.Tests;

/// <summary>What several classes of tests use.</summary>
internal static class Fixtures
{
    /// <summary>Short pauses: the behaviour is the same, and tests end.</summary>
    public static TransferPolicy Quick { get; } = new() { BackOff = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50), IdleTimeout = TimeSpan.FromSeconds(5) };

    public static byte[] Greeter() => File.ReadAllBytes(Example("hello/greeter.wasm"));

    public static string Example(string name) => Path.Combine(SharedData.RepositoryRoot!, "examples", Path.Combine(name.Split('/')));

    public static PackedArtifact Packed() => ArtifactPacker.Wasm(Greeter(), "greeter.wasm", new PackingOptions());

    public static OciSession Session(IRegistryCredentials? credentials = null, TransferPolicy? policy = null, int chunk = 16 << 20, Action<TransferProgress>? progress = null) =>
        new(new RegistryOptions { Transfer = policy ?? Quick, Credentials = credentials, ChunkBytes = chunk, Progress = progress });

    public static IRegistryCredentials User(string host) => new GivenCredentials(host, "user", "secret", null);

    public static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    public static async Task<ComposeError> FailAsync(Func<Task> work) => (await Assert.ThrowsAsync<ComposeException>(work)).Error;
}
