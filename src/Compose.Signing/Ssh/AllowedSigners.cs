using System.Globalization;
using System.Text;

namespace Compose.Signing.Ssh;

/// <summary>
/// Who may sign with SSH keys: the file <c>allowed_signers</c> of <c>ssh-keygen</c> and Git (ssh-keygen(1), "ALLOWED
/// SIGNERS"). Certificate authorities are not supported; times without <c>Z</c> are UTC. Immutable.
/// </summary>
public sealed class AllowedSigners
{
    private const int MaxLines = 10_000;

    private AllowedSigners(IReadOnlyList<AllowedSigner> entries, Digest digest)
    {
        Entries = entries;
        Digest = digest;
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<AllowedSigner> Entries { get; }

    /// <summary>The digest of the file.</summary>
    public Digest Digest { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>, with the line.</exception>
    public static AllowedSigners Parse(ReadOnlySpan<byte> utf8, string? file = null)
    {
        var entries = new List<AllowedSigner>();
        int number = 0;
        foreach (string raw in Encoding.UTF8.GetString(utf8).Split('\n'))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                entries.Add(entries.Count < MaxLines ? Line(line) : throw Invalid($"the file has more than {MaxLines} signers"));
            }
            catch (ComposeException e)
            {
                throw new ComposeException(e.Error with { Where = ErrorLocation.AtLine(file, number, 1) });
            }
        }

        return entries.Count > 0 ? new AllowedSigners(entries, Digest.Of(utf8)) : throw new ComposeException(ErrorCodes.Trust.InvalidKey, "there is no signer in the file", new ErrorLocation { File = file }, "a line is: NAME ssh-ed25519 AAAA…");
    }

    private static AllowedSigner Line(string line)
    {
        int at = 0;
        string principals = Word(line, ref at), second = Word(line, ref at);
        bool hasOptions = !SshPublicKey.IsType(second);
        string type = hasOptions ? Word(line, ref at) : second;
        VerificationKey key = SshPublicKey.Parse(type, Word(line, ref at));
        string? namespaces = null;
        DateTimeOffset? after = null, before = null;
        foreach (string option in hasOptions ? Options(second) : [])
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            string name = (equals < 0 ? option : option[..equals]).ToLowerInvariant(), value = equals < 0 ? string.Empty : option[(equals + 1)..].Trim('"');
            switch (name)
            {
                case "namespaces":
                    namespaces = value;
                    break;
                case "valid-after":
                    after = Time(value);
                    break;
                case "valid-before":
                    before = Time(value);
                    break;
                default:
                    // One that is not known may take something away from the key's word.
                    throw Invalid(name == "cert-authority" ? "certificate authorities are not supported" : $"the option '{name}' is not known");
            }
        }

        return new AllowedSigner(principals.Trim('"'), key, namespaces, after, before);
    }

    /// <summary>The next word; spaces between quotes belong to it.</summary>
    private static string Word(string line, ref int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        int start = at;
        for (bool isQuoted = false; at < line.Length && (isQuoted || line[at] is not (' ' or '\t')); at++)
        {
            isQuoted ^= line[at] == '"';
        }

        return at > start ? line[start..at] : throw Invalid("a line is: NAMES [OPTIONS] TYPE KEY");
    }

    /// <summary>Options between commas, of which those between quotes do not count.</summary>
    private static List<string> Options(string text)
    {
        var options = new List<string>();
        bool isQuoted = false;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && !isQuoted))
            {
                options.Add(text[start..i]);
                start = i + 1;
            }
            else
            {
                isQuoted ^= text[i] == '"';
            }
        }

        return options;
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(text.TrimEnd('Z'), ["yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw Invalid($"'{text}' is not a time");

    private static ComposeException Invalid(string why) => new(ErrorCodes.Trust.InvalidKey, why, null, "see ssh-keygen(1), ALLOWED SIGNERS");
}
