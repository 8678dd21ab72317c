using System.CommandLine;
using Compose.Distribution.Credentials;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;

namespace Compose.CommandLine;

/// <summary>How registries are reached, from options, <c>registries.yaml</c> and the Docker credential file.</summary>
internal sealed class RegistryFlags
{
    private readonly Option<string[]> _plainHttp = new("--plain-http")
    {
        Description = "A host that is asked without encryption (loopback always may be).",
        HelpName = "HOST",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _mirrors = new("--mirror")
    {
        Description = "A registry that is asked first when reading: HOST=MIRROR or HOST=MIRROR/PREFIX.",
        HelpName = "HOST=MIRROR",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _user = new("--username")
    {
        Description = "The user to log in as (default: the Docker credential file).",
        HelpName = "NAME",
    };

    private readonly Option<bool> _password = new("--password-stdin") { Description = "Read the password or token from standard input." };

    private readonly bool _hasLogin;

    /// <param name="command">Gets the options.</param>
    /// <param name="hasLogin">True if the verb speaks to one registry, so that a login can be given.</param>
    public RegistryFlags(Command command, bool hasLogin)
    {
        _hasLogin = hasLogin;
        command.Options.Add(_plainHttp);
        command.Options.Add(_mirrors);
        if (hasLogin)
        {
            command.Options.Add(_user);
            command.Options.Add(_password);
        }
    }

    /// <param name="invocation">Is told how far transfers are.</param>
    /// <param name="host">The registry that a login is for; null for none.</param>
    public OciSession Open(Invocation invocation, string? host)
    {
        ParseResult parsed = invocation.Parsed;
        RegistryConfig config = RegistryConfig.OfUser();
        var mirrors = new Dictionary<string, IReadOnlyList<string>>(config.Mirrors, StringComparer.OrdinalIgnoreCase);
        foreach (string given in parsed.GetValue(_mirrors) ?? [])
        {
            int equals = given.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !OciReference.TryParse($"{OciReference.Scheme}{given[(equals + 1)..].TrimEnd('/')}/x", out _))
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, $"'{given}' is no mirror", hint: "--mirror HOST=MIRROR, such as ghcr.io=mirror.example.com/ghcr");
            }

            mirrors[given[..equals]] = [given[(equals + 1)..], .. mirrors.GetValueOrDefault(given[..equals]) ?? []];
        }

        return new OciSession(new RegistryOptions
        {
            Transfer = new TransferPolicy
            {
                PlainHttp = new HashSet<string>([.. config.PlainHttp, .. parsed.GetValue(_plainHttp) ?? []], StringComparer.OrdinalIgnoreCase),
                IsOffline = parsed.GetValue(GlobalOptions.Offline),
            },
            Credentials = Credentials(parsed, host),
            Mirrors = mirrors,
            Progress = new TransferTalk(invocation).Tell,
        });
    }

    /// <summary>Registries without options of their own, for what plans and WIT name.</summary>
    public static RegistryOptions Standard(Invocation invocation)
    {
        RegistryConfig config = RegistryConfig.OfUser();
        return new RegistryOptions
        {
            Transfer = new TransferPolicy { PlainHttp = config.PlainHttp, IsOffline = invocation.Parsed.GetValue(GlobalOptions.Offline) },
            Credentials = DockerCredentials.OfUser(),
            Mirrors = config.Mirrors,
            Progress = new TransferTalk(invocation).Tell,
        };
    }

    private IRegistryCredentials Credentials(ParseResult parsed, string? host)
    {
        DockerCredentials kept = DockerCredentials.OfUser();
        if (!_hasLogin || parsed.GetValue(_user) is not { } user)
        {
            return _hasLogin && parsed.GetValue(_password)
                ? throw new ComposeException(ErrorCodes.Generic.Usage, "--password-stdin needs --username")
                : kept;
        }

        return !parsed.GetValue(_password)
            ? throw new ComposeException(ErrorCodes.Generic.Usage, "--username needs --password-stdin", hint: "passwords on a command line are seen by every process")
            : host is null ? kept
            : new GivenCredentials(host, user, Console.In.ReadLine() ?? string.Empty, kept);
    }
}
