using Compose.Distribution.Credentials;
using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Store;

namespace Compose.Distribution.Tests;

/// <summary>
/// Programs are started from the path and with nothing of what surrounds us: the current folder may be somebody else's. These
/// tests change the folder and the variables of the process, so that nothing runs beside them.
/// </summary>
[Collection(nameof(SurroundingsTests))]
[CollectionDefinition(nameof(SurroundingsTests), DisableParallelization = true)]
public sealed class SurroundingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-trap-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fetch_IsDeafToItsSurroundings()
    {
        using var repository = new GitRepository();
        repository.Git("tag", "-a", "-m", "one", "v1");
        string trap = Path.Combine(_folder, "trap"), sprung = Path.Combine(_folder, "sprung"), current = Environment.CurrentDirectory;
        Directory.CreateDirectory(trap);
        File.WriteAllText(Path.Combine(trap, "git"), $"#!/bin/sh\ntouch {sprung}\nexit 1\n");
        repository.Run("chmod", "700", Path.Combine(trap, "git"));
        File.WriteAllText(Path.Combine(trap, "config"), $"[core]\n\tsshCommand = touch {sprung}\n[url \"ext::touch {sprung}\"]\n\tinsteadOf = file://{repository.Folder}\n");
        var variables = new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(trap, "config"),
            ["GIT_OBJECT_DIRECTORY"] = trap,
            ["GIT_INDEX_FILE"] = Path.Combine(trap, "index"),
            ["GIT_TRACE"] = sprung,
            ["GIT_ALLOW_PROTOCOL"] = "ext",
        };
        try
        {
            Environment.CurrentDirectory = trap;
            foreach ((string name, string value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            using OciSession session = Fixtures.Session();
            using var remote = new RemoteSources(new ContentStore(Path.Combine(_folder, "store")), session);
            Assert.True(SourceAddress.TryParse(repository.Source("v1"), out SourceAddress? address, out string? why), why);
            Assert.Equal(Digest.Of(Fixtures.Greeter()), remote.Fetch(address, null, null).Locked.Digest);
        }
        finally
        {
            Environment.CurrentDirectory = current;
            foreach (string name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        Assert.False(File.Exists(sprung));
    }

    [Fact]
    public void CredentialHelper_OfTheCurrentFolder_IsNotRun()
    {
        string sprung = Path.Combine(_folder, "sprung"), helper = Path.Combine(_folder, "docker-credential-trap"), current = Environment.CurrentDirectory;
        File.WriteAllText(helper, $"#!/bin/sh\ntouch {sprung}\n");
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{\"credsStore\": \"trap\"}");
        using var repository = new GitRepository();
        repository.Run("chmod", "700", helper);
        try
        {
            Environment.CurrentDirectory = _folder;
            ComposeException refused = Assert.Throws<ComposeException>(() => new DockerCredentials(Path.Combine(_folder, "config.json")).Find("example.com"));
            Assert.Equal(ErrorCodes.Source.InvalidCredentials, refused.Error.Code);
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }

        Assert.False(File.Exists(sprung));
    }
}
