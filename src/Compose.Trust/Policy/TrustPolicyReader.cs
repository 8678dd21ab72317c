using Compose.Signing;
using System.Globalization;
using System.Text;
using Compose.Plans;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>
/// Reads a trust policy, written in YAML or JSON (docs/trust.md). Paths of keys and roots count from the policy's folder.
/// Everything that is wrong is reported, with line and column.
/// </summary>
public sealed partial class TrustPolicyReader
{
    private const int MaxBytes = 1 << 20;

    private readonly ErrorBag _errors;
    private readonly string _folder;

    private TrustPolicyReader(string? file, string folder)
    {
        _errors = new ErrorBag(file);
        _folder = folder;
    }

    /// <summary>Reads a policy file with the keys and roots that it names.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidPolicy</c>, one error for each fault.</exception>
    public static TrustPolicy ReadFile(string path)
    {
        try
        {
            return Read(KeyFiles.ReadFile(path, MaxBytes), path, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (ComposeException e) when (e.Error.Code == ErrorCodes.Trust.BackendError)
        {
            throw new ComposeException(e.Error with { Code = ErrorCodes.Trust.InvalidPolicy });
        }
    }

    /// <summary>Reads a policy from bytes.</summary>
    public static TrustPolicy Read(ReadOnlySpan<byte> utf8, string? file, string folder)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            DocNode root = text.AsSpan().TrimStart() is ['{', ..] ? JsonDocument.Read(text, file) : YamlDocument.Read(text, file);
            var reader = new TrustPolicyReader(file, folder);
            TrustPolicy policy = reader.Policy(root);
            return reader._errors.HasErrors ? throw new ComposeException(reader._errors.Errors) : policy with { File = file };
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidPolicy, "the policy is not UTF-8 text", new ErrorLocation { File = file });
        }
        catch (ComposeException e)
        {
            throw new ComposeException([.. e.Errors.Select(error => error with { Code = ErrorCodes.Trust.InvalidPolicy })]);
        }
    }

    private TrustPolicy Policy(DocNode root)
    {
        if (!Fields.TryOpen(root, TrustPolicyShapes.Policy, string.Empty, _errors, out Fields fields))
        {
            return new TrustPolicy();
        }

        if (Text(fields["trust"], "trust") is { } version && version != "1")
        {
            Fail(fields["trust"]!, "trust", $"version {version} of trust policies is not known", "trust: 1");
        }

        TrustMode mode = Choice(fields["mode"], "mode", TrustMode.Strict, ("strict", TrustMode.Strict), ("audit", TrustMode.Audit), ("dev", TrustMode.Dev));
        Dictionary<string, TrustAuthority> authorities = Authorities(fields["authorities"], mode);
        return new TrustPolicy
        {
            Mode = mode,
            AllowsLocal = Choice(fields["local"], "local", false, ("verify", false), ("allow", true)),
            Authorities = authorities,
            Rules = Rules(fields["rules"], authorities),
            Revoked = Revoked(fields["revoked"]),
            CacheTime = fields["cache"] is { } cache ? Duration(cache, "cache") : TimeSpan.FromHours(24),
        };
    }

    private List<TrustRule> Rules(DocNode? node, Dictionary<string, TrustAuthority> authorities)
    {
        var rules = new List<TrustRule>();
        foreach ((DocNode item, string path) in Items(node, "rules"))
        {
            if (!Fields.TryOpen(item, TrustPolicyShapes.Rule, path, _errors, out Fields fields))
            {
                continue;
            }

            List<string> signers = Texts(fields["signers"], path + ".signers");
            foreach (string signer in signers)
            {
                if (!authorities.ContainsKey(signer))
                {
                    Fail(fields["signers"]!, path + ".signers", $"there is no authority '{signer}'", Suggestion.For(signer, authorities.Keys) ?? "name it under authorities");
                }
            }

            int threshold = 1;
            if (Text(fields["threshold"], path + ".threshold") is { } count
                && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out threshold) || threshold < 1 || threshold > signers.Count))
            {
                Fail(fields["threshold"]!, path + ".threshold", $"the threshold is a number from 1 to that of the signers, {signers.Count}");
            }

            rules.Add(new TrustRule
            {
                Number = rules.Count + 1,
                Components = Texts(fields["components"], path + ".components"),
                Packages = Texts(fields["packages"], path + ".packages"),
                Sources = Texts(fields["sources"], path + ".sources"),
                Signers = signers,
                Threshold = threshold,
                CoversNested = Choice(fields["covers-nested"], path + ".covers-nested", false, ("true", true), ("false", false)),
            });
        }

        return rules;
    }

    private Revocations Revoked(DocNode? node)
    {
        if (node is null || node.Kind == DocKind.Null || !Fields.TryOpen(node, TrustPolicyShapes.Revoked, "revoked", _errors, out Fields fields))
        {
            return new Revocations();
        }

        var keys = new Dictionary<Digest, DateTimeOffset?>();
        if (fields["keys"] is { Kind: DocKind.Mapping } dated)
        {
            for (int i = 0; i < dated.Keys.Count; i++)
            {
                if (DigestOf(dated.Keys[i], "revoked.keys") is { } key)
                {
                    keys[key] = Instant(dated.Items[i], "revoked.keys." + dated.Keys[i].Text);
                }
            }
        }
        else
        {
            foreach ((DocNode item, string path) in Items(fields["keys"], "revoked.keys"))
            {
                if (DigestOf(item, path) is { } key)
                {
                    keys[key] = null;
                }
            }
        }

        return new Revocations
        {
            Keys = keys,
            Digests = DigestSet(fields["digests"], "revoked.digests"),
            Identities = new HashSet<string>(Texts(fields["identities"], "revoked.identities"), StringComparer.Ordinal),
        };
    }

    private HashSet<Digest> DigestSet(DocNode? node, string path)
    {
        var digests = new HashSet<Digest>();
        foreach ((DocNode item, string where) in Items(node, path))
        {
            if (DigestOf(item, where) is { } digest)
            {
                digests.Add(digest);
            }
        }

        return digests;
    }

    private Digest? DigestOf(DocNode node, string path)
    {
        if (Text(node, path) is { } text)
        {
            if (Digest.TryParse(text, out Digest digest))
            {
                return digest;
            }

            Fail(node, path, $"'{text}' is not a SHA-256", "sha256: and 64 hexadecimal digits");
        }

        return null;
    }

    private DateTimeOffset? Instant(DocNode? node, string path)
    {
        if (Text(node, path) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant))
        {
            return instant;
        }

        Fail(node!, path, $"'{text}' is not a time", "2026-01-31 or 2026-01-31T12:00:00Z");
        return null;
    }

    private TimeSpan Duration(DocNode node, string path)
    {
        if (Text(node, path) is { } text && Quantity.TryParse(text, QuantityUnit.Time, out ulong milliseconds) && milliseconds < (ulong)TimeSpan.FromDays(3660).TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        Fail(node, path, "a time is expected", Quantity.Example(QuantityUnit.Time));
        return default;
    }

    private List<string> Texts(DocNode? node, string path)
    {
        var texts = new List<string>();
        foreach ((DocNode item, string where) in Items(node, path))
        {
            if (Text(item, where) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The items of a list; a single value is a list of one.</summary>
    private static IEnumerable<(DocNode Node, string Path)> Items(DocNode? node, string path)
    {
        if (node is null or { Kind: DocKind.Null })
        {
            yield break;
        }

        if (node.Kind != DocKind.Sequence)
        {
            yield return (node, path);
            yield break;
        }

        for (int i = 0; i < node.Items.Count; i++)
        {
            yield return (node.Items[i], $"{path}[{i}]");
        }
    }

    private string? Text(DocNode? node, string path)
    {
        if (node is null or { Kind: DocKind.Null })
        {
            return null;
        }

        if (node.Kind is DocKind.Text or DocKind.Number or DocKind.Boolean)
        {
            return node.Text;
        }

        Fail(node, path, $"a text is expected, not {node.Describe()}");
        return null;
    }

    private T Choice<T>(DocNode? node, string path, T absent, params (string Name, T Value)[] choices)
    {
        if (Text(node, path) is not { } text)
        {
            return absent;
        }

        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        Fail(node!, path, $"'{text}' is not one of {string.Join(", ", choices.Select(choice => choice.Name))}");
        return absent;
    }

    private void Fail(DocNode node, string path, string message, string? hint = null) =>
        _errors.Add(ErrorCodes.Trust.InvalidPolicy, message, node.Mark(path), hint);
}
