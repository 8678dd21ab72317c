using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Compose.Distribution.Sources;
using Compose.Distribution.Transport;
using Compose.Signing;
using Compose.Store;

namespace Compose.Distribution.Credentials;

/// <summary>
/// The credential file of Docker, which oras, wkg and cosign read too: <c>$DOCKER_CONFIG/config.json</c>, else
/// <c>~/.docker/config.json</c>, with its credential helpers.
/// </summary>
public sealed class DockerCredentials : IRegistryCredentials
{
    private const int MaxBytes = 1 << 20;

    private static readonly SearchValues<char> s_helperNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    private static readonly TimeSpan s_helperTime = TimeSpan.FromSeconds(30);

    private readonly string? _file;
    private readonly Lazy<TrustJson?> _config;

    /// <param name="file">The file; null where there is none.</param>
    public DockerCredentials(string? file)
    {
        _file = file;
        _config = new Lazy<TrustJson?>(Load);
    }

    /// <summary>The file of this user.</summary>
    public static DockerCredentials OfUser() => new(
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder ? Path.Combine(folder, "config.json")
        : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".docker", "config.json")
        : null);

    /// <inheritdoc/>
    public RegistryLogin? Find(string host)
    {
        if (_config.Value is not { } config)
        {
            return null;
        }

        foreach (string name in NamesOf(host))
        {
            if (config.Get("credHelpers")?.Object().Text(name) is { } helper)
            {
                return Ask(helper, name);
            }

            if (config.Get("auths")?.Object().Get(name) is { } entry && Login(entry.Object()) is { } login)
            {
                return login;
            }
        }

        if (config.Text("credsStore") is { Length: > 0 } store)
        {
            foreach (string name in NamesOf(host))
            {
                if (Ask(store, name) is { } login)
                {
                    return login;
                }
            }
        }

        return null;
    }

    /// <summary>Under which names tools keep a registry.</summary>
    private static string[] NamesOf(string host) => host is "docker.io" or "registry-1.docker.io" or "index.docker.io"
        ? ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]
        : [host, "https://" + host, "http://" + host];

    private TrustJson? Load()
    {
        if (_file is null || ContentStore.TryRead(_file) is not { } bytes)
        {
            return null;
        }

        try
        {
            return TrustJson.Parse(bytes, ErrorCodes.Source.InvalidCredentials, MaxBytes, _file);
        }
        catch (ComposeException e)
        {
            throw new ComposeException(e.Error with { Message = "the credential file is not well-formed: " + e.Error.Message, Where = (e.Error.Where ?? new ErrorLocation()) with { File = _file } });
        }
    }

    private RegistryLogin? Login(TrustJson entry)
    {
        string? user = entry.Text("username"), password = entry.Text("password");
        if (entry.Text("auth") is { Length: > 0 } auth)
        {
            string pair;
            try
            {
                pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
            }
            catch (FormatException)
            {
                throw Invalid($"'{entry.Path}.auth' is not base64");
            }

            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            (user, password) = colon < 0 ? throw Invalid($"'{entry.Path}.auth' is not user:password in base64") : (pair[..colon], pair[(colon + 1)..].TrimEnd('\0'));
        }

        string? identity = entry.Text("identitytoken"), registry = entry.Text("registrytoken");
        return string.IsNullOrEmpty(user) && string.IsNullOrEmpty(identity) && string.IsNullOrEmpty(registry)
            ? null
            : new RegistryLogin { User = user, Password = password, IdentityToken = NotEmpty(identity), RegistryToken = NotEmpty(registry), Where = _file! };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Asks <c>docker-credential-NAME get</c>; null if it keeps nothing for the registry.</summary>
    private RegistryLogin? Ask(string helper, string host)
    {
        if (helper.Length is 0 or > 64 || helper.AsSpan().ContainsAnyExcept(s_helperNames))
        {
            throw Invalid($"'{CleanText.Of(helper)}' is no name of a credential helper");
        }

        string program = "docker-credential-" + helper;
        try
        {
            string path = PathProgram.Find(program) ?? throw Invalid($"{program} is not on the path");
            using Process process = Process.Start(new ProcessStartInfo(path, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            Task<string> answer = process.StandardOutput.ReadToEndAsync(), complaint = process.StandardError.ReadToEndAsync();
            try
            {
                process.StandardInput.WriteLine(host);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // A helper that reads nothing says with its exit code why.
            }

            if (!process.WaitForExit(s_helperTime) || !Task.WaitAll([answer, complaint], s_helperTime))
            {
                process.Kill(entireProcessTree: true);
                throw Invalid($"{program} does not answer within {s_helperTime.TotalSeconds:0} s");
            }

            if (process.ExitCode != 0)
            {
                string said = answer.Result + complaint.Result;
                return said.Contains("not found", StringComparison.OrdinalIgnoreCase) ? null : throw Invalid($"{program} failed with exit code {process.ExitCode}");
            }

            TrustJson json = TrustJson.Parse(Encoding.UTF8.GetBytes(answer.Result), ErrorCodes.Source.InvalidCredentials, MaxBytes, program);
            string? user = json.Text("Username"), secret = json.Text("Secret");
            return string.IsNullOrEmpty(secret) ? null
                : user == "<token>" ? new RegistryLogin { IdentityToken = secret, Where = program }
                : new RegistryLogin { User = user, Password = secret, Where = program };
        }
        catch (Win32Exception e)
        {
            throw Invalid($"{program} cannot be run: {e.Message}");
        }
    }

    private ComposeException Invalid(string message) => new(ErrorCodes.Source.InvalidCredentials, message, _file is null ? null : new ErrorLocation { File = _file }, "log in again: oras login, docker login");
}
