using Compose.Distribution.Credentials;

namespace Compose.Distribution.Tests;

/// <summary>The Docker credential file and its helpers.</summary>
public sealed class DockerCredentialsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"auths": {"r.io": {"auth": "dXNlcjpwOnc="}}}""", "user", "p:w")]
    [InlineData("""{"auths": {"https://r.io": {"username": "user", "password": "pw"}}}""", "user", "pw")]
    [InlineData("""{"auths": {"r.io": {}}, "credsStore": ""}""", null, null)]
    [InlineData("""{"auths": {"other.io": {"auth": "dXNlcjpwdw=="}}}""", null, null)]
    [InlineData("{}", null, null)]
    public void File_Entry_IsFound(string text, string? user, string? password)
    {
        RegistryLogin? login = Open(text).Find("r.io");
        Assert.Equal((user, password), (login?.User, login?.Password));
        Assert.DoesNotContain("pw", login?.ToString() ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void File_DockerHub_HasItsOldName() =>
        Assert.Equal("user", Open("""{"auths": {"https://index.docker.io/v1/": {"auth": "dXNlcjpwdw=="}}}""").Find("docker.io")?.User);

    [Fact]
    public void File_Absent_IsAnonymous() => Assert.Null(new DockerCredentials(Path.Combine(_folder, "none.json")).Find("r.io"));

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"auths": {"r.io": {"auth": "%%%"}}}""")]
    [InlineData("""{"auths": {"r.io": {"auth": "bm9jb2xvbg=="}}}""")]
    [InlineData("""{"credHelpers": {"r.io": "../evil"}}""")]
    [InlineData("""{"credHelpers": {"r.io": "no-such-helper-anywhere"}}""")]
    public void File_ThatCannotBeUsed_IsSaid(string text)
    {
        ComposeException refused = Assert.Throws<ComposeException>(() => Open(text).Find("r.io"));
        Assert.Equal(ErrorCodes.Source.InvalidCredentials, refused.Error.Code);
    }

    [Theory]
    [InlineData("""echo '{"ServerURL": "r.io", "Username": "user", "Secret": "pw"}'""", "user", "pw", null)]
    [InlineData("""echo '{"ServerURL": "r.io", "Username": "<token>", "Secret": "id"}'""", null, null, "id")]
    [InlineData("""echo 'credentials not found in native keychain'; exit 1""", null, null, null)]
    public void Helper_Answer_IsUsed(string script, string? user, string? password, string? identity)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the helper of this test is a shell script");
            return;
        }

        string program = Path.Combine(_folder, "docker-credential-compose-test");
        File.WriteAllText(program, "#!/bin/sh\nread host\n" + script + "\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string? path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", _folder + ":" + path);
        try
        {
            RegistryLogin? login = Open("""{"credsStore": "compose-test"}""").Find("r.io");
            Assert.Equal((user, password, identity), (login?.User, login?.Password, login?.IdentityToken));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    private DockerCredentials Open(string text)
    {
        string file = Path.Combine(_folder, "config.json");
        File.WriteAllText(file, text);
        return new DockerCredentials(file);
    }
}
